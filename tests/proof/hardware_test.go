package proof_test

import (
	"bytes"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"hverv/internal/testeid"
	"hverv/internal/testkit"
	"hverv/internal/tour"
)

// Whatever officers and holders do at once with the clinic's devices, orders and loans, no serial number is in two
// places or two hands, nothing destroyed comes back (O5), nobody has more than three apps and one
// code display (U4), no code is taken twice (U8), and nobody is left without what signs them in
// unless somebody said why (U9).
func TestWhateverHappensToHardware_U4_U8_U9_O5(t *testing.T) {
	t.Parallel()
	shuffle(t, 2, 25)
}

// TestProveWhateverHappensToHardware_U4_U8_U9_O5 is the same for many people and a long time.
func TestProveWhateverHappensToHardware_U4_U8_U9_O5(t *testing.T) { //nolint:paralleltest // it wants the machine for itself
	long(t)
	shuffle(t, 40, 40)
}

// shuffle lets so many people in turn live through so many rounds of three acts at once.
func shuffle(t *testing.T, people, rounds int) {
	t.Helper()
	dsn, seed := testkit.URL(t), rand.Uint64() //nolint:gosec // dice
	var log faults
	admin, walk := populated(t, serve(t, dsn, &log))
	c := &cupboard{
		admin: admin, walk: walk, db: open(t, dsn), dice: rand.New(rand.NewPCG(seed, seed)), //nolint:gosec // dice
		devices: map[string]string{}, presses: map[string]uint64{}, accepted: map[string]int{}, destroyed: map[string]bool{}, done: map[string]int{},
	}
	c.furnish(t)
	for n := range people {
		c.admin = signIn(t, admin.base, testeid.Mette) // taking stock wants a fresh sign-in
		c.stock(t, n)
		h := c.welcome(t, n)
		usable := c.usable(t, h)
		for range rounds {
			excused := c.round(t, &h)
			usable = c.judge(t, h, usable, excused)
			if t.Failed() {
				t.Fatalf("dice %d, person %d\n%s", seed, n, log.said())
			}
		}
	}
	t.Logf("done: %v", c.done)
}

// faults keeps what a server logs of its own mistakes.
type faults struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

// Write implements io.Writer.
func (f *faults) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if bytes.Contains(line, []byte(`"level":"ERROR"`)) {
		f.lines.Write(line)
	}
	return len(line), nil
}

func (f *faults) said() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lines.String()
}

// cupboard is what there is to shuffle, and what was seen of it.
type cupboard struct {
	admin   caller
	walk    *tour.Tour
	db      *sql.DB
	dice    *rand.Rand
	place   string
	serials []string // of the person at hand

	mu        sync.Mutex
	devices   map[string]string // ids by serial number
	presses   map[string]uint64 // of each display
	accepted  map[string]int    // how often a code was, by serial and press
	destroyed map[string]bool
	done      map[string]int // acts by name, and refusals by their code
	last      []string       // what succeeded in the last round
}

// furnish switches hardware on and gives the administrator the roles of the desk.
func (c *cupboard) furnish(t *testing.T) {
	t.Helper()
	c.exec(t, `update organisations set code_displays = true, chips = true, version = version + 1`)
	var me struct {
		Employee string `json:"employee_id"`
	}
	c.admin.must(t, http.MethodGet, "/api/v1/me", nil, &me)
	for _, role := range []string{"card_officer", "orderer"} {
		c.admin.must(t, http.MethodPost, c.admin.path("/administrators"), map[string]any{"employee_id": me.Employee, "role": role, "scope_kind": "organisation"}, nil)
	}
	c.acts(t, "stock.import", "order.place")
	var at person
	c.admin.must(t, http.MethodPost, c.admin.path("/stock/locations"), map[string]any{"name": "Skabet"}, &at)
	c.place = at.ID
}

// acts waits until the administrator's session, which follows its roles within half a second, may do all that.
func (c *cupboard) acts(t *testing.T, wanted ...string) {
	t.Helper()
	for begun := wall(); ; pause() {
		var me struct {
			Actions []string `json:"actions"`
		}
		c.admin.must(t, http.MethodGet, "/api/v1/me", nil, &me)
		missing := slices.DeleteFunc(slices.Clone(wanted), func(action string) bool { return slices.Contains(me.Actions, action) })
		if len(missing) == 0 {
			return
		}
		if wall().Sub(begun) > 30*time.Second {
			t.Fatalf("the administrator never got %v", missing)
		}
	}
}

// stock takes in four displays that count, beside what is left of those before.
func (c *cupboard) stock(t *testing.T, n int) {
	t.Helper()
	c.serials = nil
	for i := range 4 {
		c.serials = append(c.serials, fmt.Sprintf("PR-%d-%d", n, i))
	}
	var form bytes.Buffer
	fields := multipart.NewWriter(&form)
	_ = fields.WriteField("format", "csv") // a buffer in memory takes everything
	_ = fields.WriteField("location_id", c.place)
	file, _ := fields.CreateFormFile("file", "enheder.csv")
	_, _ = io.WriteString(file, "serial,kind,maker,secret_hex,period,digits\n")
	for _, serial := range c.serials {
		_, _ = fmt.Fprintf(file, "%s,code_display,Prøve,%s,0,8\n", serial, hex.EncodeToString(secretOf(serial)))
	}
	_ = fields.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.admin.base+c.admin.path("/stock/imports"), &form)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", fields.FormDataContentType())
	response, err := c.admin.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if text, _ := io.ReadAll(response.Body); response.StatusCode >= http.StatusBadRequest {
		t.Fatalf("take in: %s", text)
	}
	for _, serial := range c.serials {
		c.devices[serial] = c.text(t, `select id from devices where serial = $1`, serial)
	}
}

func secretOf(serial string) []byte { return []byte(strings.Repeat(serial+"#", 20)[:20]) }

// code is what a display shows at a press.
func (c *cupboard) code(serial string, press uint64) string {
	code, err := hotp.GenerateCodeCustom(base32.StdEncoding.EncodeToString(secretOf(serial)), press, hotp.ValidateOpts{Digits: otp.DigitsEight})
	if err != nil {
		panic(err) // never fails for a secret of our own
	}
	return code
}

// holder is a person with a dedicated identity, and their open browser.
type holder struct {
	caller

	employee, identity, userName string
}

const password = "en lang sætning om grød" //nolint:gosec // nobody's

// welcome hires somebody who activates an identity with an app, and signs in.
func (c *cupboard) welcome(t *testing.T, n int) holder {
	t.Helper()
	h := holder{userName: fmt.Sprintf("proeve.%d", n)}
	address := h.userName + "@proof.example"
	var made person
	hired := newcomer(address)
	hired["employments"] = []any{map[string]any{"category": "F"}}
	c.admin.must(t, http.MethodPost, c.admin.path("/employees"), hired, &made)
	h.employee = made.ID
	var chosen struct {
		Identity person `json:"identity"`
	}
	wish := map[string]any{"kind": "dedicated", "user_name": h.userName, "language": "da"}
	c.admin.must(t, http.MethodPost, c.admin.path("/employees/"+h.employee+"/identities"), wish, &chosen)
	h.identity = chosen.Identity.ID
	token := mailed(t, c.admin, address)
	var handed struct {
		Code string `json:"code"`
	}
	c.admin.must(t, http.MethodPost, c.admin.path("/identities/"+h.identity+"/hand_over"), map[string]any{"how": "in_person"}, &handed)
	secret := c.activate(t, token, handed.Code)
	client, in, err := c.walk.SignedInBy(t.Context(), h.userName, password, appCode(t, secret, 0))
	if err != nil || !in {
		t.Fatalf("sign in: %v, %v", in, err)
	}
	h.caller = caller{base: c.admin.base, organisation: c.admin.organisation, client: client}
	return h
}

// activate goes from the link to an identity with an app and gives the app's secret.
func (c *cupboard) activate(t *testing.T, token, handOver string) (secret string) {
	t.Helper()
	var opened struct {
		Ticket string `json:"ticket"`
	}
	c.admin.must(t, http.MethodPost, "/api/v1/activations/hand_over", map[string]any{"token": token, "code": handOver}, &opened)
	c.admin.must(t, http.MethodPost, "/api/v1/activations/password", map[string]any{"ticket": opened.Ticket, "password": password}, nil)
	var enrolled struct {
		Secret string `json:"secret"`
	}
	c.admin.must(t, http.MethodPost, "/api/v1/activations/app", map[string]any{"ticket": opened.Ticket, "label": "Telefon"}, &enrolled)
	c.admin.must(t, http.MethodPost, "/api/v1/activations/confirm", map[string]any{"ticket": opened.Ticket, "code": appCode(t, enrolled.Secret, -1)}, nil)
	return enrolled.Secret
}

func appCode(t *testing.T, secret string, steps int64) string {
	t.Helper()
	code, err := tour.Code(secret, wall(), steps)
	if err != nil {
		t.Fatalf("the app's code: %v", err)
	}
	return code
}
