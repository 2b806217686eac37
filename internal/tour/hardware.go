package tour

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"hverv/internal/passkey/passkeytest"
	"hverv/internal/testeid"
)

// hardware is what the walk knows of the clinic's cupboard.
type hardware struct {
	location string
	identity string            // Signe's
	secrets  map[string]string // of the code displays, by serial, in base32
	presses  int64             // codes taken from the display that is lent
}

// equip takes devices in and gives Signe a code display and a chip beside her app (U2, O5).
func (t *Tour) equip(ctx context.Context) error {
	t.hardware = &hardware{secrets: map[string]string{}}
	for _, chapter := range []func(context.Context, *hardware) error{t.stockUp, t.giveDisplay, t.giveChip, t.replaceLost, t.orderChip} {
		if err := chapter(ctx, t.hardware); err != nil {
			return err
		}
	}
	return nil
}

// stockUp switches hardware on and takes in a maker's seed file (RFC 6030) and a list of chips.
func (t *Tour) stockUp(ctx context.Context, h *hardware) error {
	mette := t.administrator
	return t.do(mette, "switches hardware on and takes a seed file and a box of chips into stock", func(see func(string, ...any)) error {
		if err := mette.settle(ctx, t.clinic, map[string]any{"code_displays": true, "chips": true}); err != nil {
			return err
		}
		if err := mette.becomes(ctx, t.clinic, "card_officer"); err != nil {
			return err
		}
		var cupboard struct {
			ID string `json:"id"`
		}
		if err := mette.call(ctx, http.MethodPost, t.clinic.path("/stock/locations"), map[string]any{"name": "Skabet i receptionen"}, &cupboard); err != nil {
			return err
		}
		h.location = cupboard.ID
		took, again := 0, 0
		for _, file := range []struct{ format, content string }{
			{"pskc", h.seedFile("KV-70011", "KV-70012", "KV-70013")}, {"csv", "serial;kind;maker\nCH-40021;chip;Eksempel Nøgler\nCH-40022;chip;Eksempel Nøgler\n"},
		} {
			added, err := mette.takeIn(ctx, t.clinic, h.location, file.format, file.content)
			if err != nil {
				return err
			}
			repeated, err := mette.takeIn(ctx, t.clinic, h.location, file.format, file.content)
			if err != nil {
				return err
			}
			took, again = took+added, again+repeated
		}
		if took != 5 || again != 0 {
			return fmt.Errorf("%d devices came in, want 5; %d once more, want none", took, again)
		}
		see("5 devices; the same files once more changed nothing")
		return nil
	})
}

// giveDisplay hands a code display to Signe, who takes it into use with a code that it shows.
func (t *Tour) giveDisplay(ctx context.Context, h *hardware) error {
	mette, signe := t.administrator, t.nurse
	return t.do(signe, "gets a code display from the stock and signs in with its code", func(see func(string, ...any)) error {
		var identities struct {
			Data []struct {
				ID string `json:"id"`
			} `json:"data"`
		}
		path := t.clinic.path("/employees/" + t.clinic.employees[testeid.Signe] + "/identities")
		if err := mette.call(ctx, http.MethodGet, path, nil, &identities); err != nil {
			return err
		}
		if len(identities.Data) != 1 {
			return fmt.Errorf("%d identities, want one", len(identities.Data))
		}
		h.identity = identities.Data[0].ID
		if err := t.useDisplay(ctx, h, "KV-70011"); err != nil {
			return err
		}
		see("the first code confirmed it and signed for it; the next one opened the door")
		return nil
	})
}

// useDisplay hands out the display with that serial, confirms it and signs in with its next code.
func (t *Tour) useDisplay(ctx context.Context, h *hardware, serial string) error {
	which, err := t.administrator.handOut(ctx, t.clinic, serial, h.identity)
	if err != nil {
		return err
	}
	display := &appOwner{userName: t.signe.userName, password: t.signe.password, secret: h.secrets[serial]}
	code, err := display.next(t)
	if err != nil {
		return err
	}
	if err := t.nurse.call(ctx, http.MethodPost, t.clinic.path("/authenticators/"+which+"/confirm"), map[string]any{"code": code}, nil); err != nil {
		return err
	}
	if code, err = display.next(t); err != nil {
		return err
	}
	again := t.meet("Signe, once more")
	if err := again.signInByPassword(ctx, display.userName, display.password, code); err != nil {
		return err
	}
	return again.isIn(ctx)
}

// giveChip hands Signe a security key, registers it and signs in with it; its copy is found out.
func (t *Tour) giveChip(ctx context.Context, h *hardware) error {
	mette, signe := t.administrator, t.nurse
	return t.do(signe, "registers a chip and signs in with it; its clone is refused and blocked", func(see func(string, ...any)) error {
		which, err := mette.handOut(ctx, t.clinic, "CH-40021", h.identity)
		if err != nil {
			return err
		}
		chip, err := passkeytest.New(t.Base)
		if err != nil {
			return err
		}
		if err := signe.registerKey(ctx, t.clinic, h.identity, which, chip); err != nil {
			return err
		}
		clone, again, stranger := *chip, t.meet("Signe, once more"), t.meet("somebody with a copy")
		if err := again.signInByKey(ctx, chip); err != nil {
			return err
		}
		if err := again.isIn(ctx); err != nil {
			return err
		}
		if err := stranger.signInByKey(ctx, &clone); err != nil {
			return err
		}
		if err := stranger.isIn(ctx); !refusedWith(err, http.StatusUnauthorized) {
			return errors.Join(errors.New("a cloned chip opened the door"), err)
		}
		see("a counter that goes back gives the copy away; Signe is told")
		return nil
	})
}

// replaceLost reports the display lost, at once worthless, and puts another in its place (U9).
func (t *Tour) replaceLost(ctx context.Context, h *hardware) error {
	mette, signe := t.administrator, t.nurse
	return t.do(signe, "loses the code display and gets another in its place", func(see func(string, ...any)) error {
		held, err := mette.device(ctx, t.clinic, "KV-70011")
		if err != nil {
			return err
		}
		lost := t.clinic.path("/authenticators/" + held.Authenticator + "/report_lost")
		if err := signe.call(ctx, http.MethodPost, lost, map[string]any{"reason": "Tabt på stranden"}, nil); err != nil {
			return err
		}
		if held, err = mette.device(ctx, t.clinic, "KV-70011"); err != nil || held.State != "lost" {
			return errors.Join(fmt.Errorf("the device is %s, want lost", held.State), err)
		}
		if _, err := mette.handOut(ctx, t.clinic, "KV-70011", h.identity); err == nil {
			return errors.New("a lost device was handed out")
		}
		if err := t.useDisplay(ctx, h, "KV-70012"); err != nil {
			return err
		}
		see("the lost one is dead for good; its successor works")
		return nil
	})
}

// becomes gives the user one more role in the clinic. A session may remember its roles for half a
// second, so the server is asked until it knows.
func (u *user) becomes(ctx context.Context, c clinic, role string) error {
	var now me
	if err := u.call(ctx, http.MethodGet, "/api/v1/me", nil, &now); err != nil {
		return err
	}
	grant := map[string]any{"employee_id": now.EmployeeID, "role": role, "scope_kind": "organisation", "starts_on": u.tour.today()}
	if err := u.call(ctx, http.MethodPost, c.path("/administrators"), grant, nil); err != nil {
		return err
	}
	_, err := u.tour.within(5*time.Second, func() (bool, error) {
		err := u.call(ctx, http.MethodGet, "/api/v1/me", nil, &now)
		return slices.Contains(now.roles(), role), err
	})
	return err
}

// isIn says whether the browser's session is good for anything.
func (u *user) isIn(ctx context.Context) error {
	return u.call(ctx, http.MethodGet, "/api/v1/me", nil, nil)
}

// settle changes settings of the clinic.
func (u *user) settle(ctx context.Context, c clinic, changes map[string]any) error {
	if err := u.call(ctx, http.MethodGet, c.path(""), nil, nil); err != nil {
		return err
	}
	var version int64
	if _, err := fmt.Sscanf(u.etag, `"v%d"`, &version); err != nil {
		return fmt.Errorf("read the version %s: %w", u.etag, err)
	}
	return u.call(ctx, http.MethodPatch, c.path(""), changes, nil, version)
}

// takeIn imports a file of devices and says how many were new.
func (u *user) takeIn(ctx context.Context, c clinic, location, format, content string) (int, error) {
	fields := map[string]string{"format": format, "location_id": location}
	if format == "pskc" {
		fields["kind"] = "code_display"
	}
	var report struct {
		State   string `json:"state"`
		Added   int    `json:"added"`
		Refused int    `json:"refused"`
	}
	err := u.upload(ctx, c.path("/stock/imports"), fields, content, &report)
	if err == nil && (report.State != "done" || report.Refused != 0) {
		err = fmt.Errorf("the %s file: %+v", format, report)
	}
	return report.Added, err
}

// device is what the stock says of one.
type device struct {
	ID            string `json:"id"`
	State         string `json:"state"`
	Authenticator string `json:"authenticator_id"`
}

// device finds a device by its serial number.
func (u *user) device(ctx context.Context, c clinic, serial string) (device, error) {
	var found struct {
		Data []device `json:"data"`
	}
	if err := u.call(ctx, http.MethodGet, c.path("/stock/devices?serial="+serial), nil, &found); err != nil {
		return device{}, err
	}
	if len(found.Data) != 1 {
		return device{}, fmt.Errorf("%d devices have the serial %s, want one", len(found.Data), serial)
	}
	var d device
	err := u.call(ctx, http.MethodGet, c.path("/stock/devices/"+found.Data[0].ID), nil, &d)
	return d, err
}

// handOut gives a device to an identity and says which authenticator it is there.
func (u *user) handOut(ctx context.Context, c clinic, serial, identity string) (string, error) {
	d, err := u.device(ctx, c, serial)
	if err != nil {
		return "", err
	}
	err = u.call(ctx, http.MethodPost, c.path("/stock/devices/"+d.ID+"/hand_out"), map[string]any{"identity_id": identity, "spare": true}, &d)
	return d.Authenticator, err
}

// seedFile writes new code displays as their maker would (RFC 6030, without encryption), and
// keeps their secrets, since somebody has to show the codes.
func (h *hardware) seedFile(serials ...string) string {
	var file strings.Builder
	file.WriteString(`<?xml version="1.0" encoding="UTF-8"?><KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">`)
	for _, serial := range serials {
		secret := make([]byte, 20)
		rand.Read(secret) // never fails since Go 1.24
		h.secrets[serial] = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
		fmt.Fprintf(&file, `<KeyPackage><DeviceInfo><Manufacturer>Eksempel Tokens</Manufacturer><SerialNo>%[1]s</SerialNo></DeviceInfo>`+
			`<Key Id="%[1]s" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:totp"><AlgorithmParameters>`+
			`<ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters><Data><Secret><PlainValue>%[2]s</PlainValue></Secret>`+
			`<Time><PlainValue>0</PlainValue></Time><TimeInterval><PlainValue>30</PlainValue></TimeInterval></Data></Key></KeyPackage>`,
			serial, base64.StdEncoding.EncodeToString(secret))
	}
	file.WriteString(`</KeyContainer>`)
	return file.String()
}
