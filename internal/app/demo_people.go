package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/gin-gonic/gin"

	"hverv/internal/database"
	"hverv/internal/tour"
)

// DemoPerson is the made-up employee with a dedicated identity. Who has no authenticator app at
// hand reads her codes on a page; she exists under --demo only.
type DemoPerson struct {
	UserName string `json:"user_name"`
	Password string `json:"password"`
	Secret   string `json:"secret"` // of the authenticator app, in base32
}

// Empty says whether nobody is connected yet, so that the demo's people have still to come.
func (a *App) Empty(ctx context.Context) (bool, error) {
	var empty bool
	err := a.db.Single(ctx, func(tx *database.Tx) error {
		return tx.Get(ctx, &empty, `select not exists (select 1 from organisations)`)
	})
	return empty, err
}

// RememberDemo keeps the made-up person in the data folder, for the page and the next start.
func (a *App) RememberDemo(p DemoPerson) error {
	text, err := json.Marshal(p) //nolint:gosec // made up, for a file of our own
	if err != nil {
		return fmt.Errorf("write the demo's person: %w", err)
	}
	if err := os.MkdirAll(a.cfg.DataDir, 0o711); err != nil { //nolint:gosec // PostgreSQL's account has to pass through
		return fmt.Errorf("make the data folder: %w", err)
	}
	if err := os.WriteFile(a.demoFile(), text, 0o600); err != nil {
		return fmt.Errorf("keep the demo's person: %w", err)
	}
	return nil
}

// DemoPerson gives the made-up person of this data folder; ok is false when there is none.
func (a *App) DemoPerson() (p DemoPerson, ok bool, err error) {
	text, err := os.ReadFile(a.demoFile())
	if errors.Is(err, fs.ErrNotExist) {
		return p, false, nil
	}
	if err != nil {
		return p, false, fmt.Errorf("read the demo's person: %w", err)
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return p, false, fmt.Errorf("read the demo's person: %w", err)
	}
	return p, true, nil
}

func (a *App) demoFile() string { return filepath.Join(a.cfg.DataDir, "demo.json") }

//nolint:gochecknoglobals // a page
var peoplePage = template.Must(template.New("people").Parse(`<!doctype html>
<html lang="da">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Opdigtede personer</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/signin.css">
</head>
<body>
<div class="signin">
<header><p class="h5">Hverv</p></header>
<main id="main">
<h1>Opdigtede personer</h1>
{{if .Person}}<p>Signe Ørum logger på med et særskilt brugernavn:</p>
<dl>
<dt>Brugernavn</dt><dd>{{.Person.UserName}}</dd>
<dt>Adgangskode</dt><dd>{{.Person.Password}}</dd>
<dt>Kode lige nu</dt><dd><strong>{{.Code}}</strong> (skifter hvert halve minut; hver kode virker kun én gang)</dd>
</dl>
<p><a class="button button-secondary" href="/demo/people">Vis en ny kode</a></p>{{else}}<p>Her er endnu ingen med særskilt brugernavn.</p>{{end}}
<p>Alle andre logger på med privat eID: vælg dem på test-eID'ets side.</p>
<p><a href="/signin">Log på</a> · <a href="/demo/mailbox">Postkassen</a> · <a href="/docs">API</a></p>
</main>
</div>
</body>
</html>
`))

// showPeople is the page /demo/people.
func (a *App) showPeople(c *gin.Context) {
	page := struct {
		Person *DemoPerson
		Code   string
	}{}
	if p, ok, err := a.DemoPerson(); err == nil && ok {
		code, err := tour.Code(p.Secret, time.Now(), 0) //nolint:forbidigo // codes follow real time
		if err == nil {
			page.Person, page.Code = &p, code
		}
	}
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Header("Cache-Control", "no-store")
	c.Status(http.StatusOK)
	_ = peoplePage.Execute(c.Writer, page) // the reader went away
}
