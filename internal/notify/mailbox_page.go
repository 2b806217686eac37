package notify

import (
	"encoding/json"
	"html/template"
	"net/http"
	"regexp"
	"strings"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// MailboxPath is where the demo's mailbox is shown; the server routes it and what lies below it here.
const MailboxPath = "/demo/mailbox"

// mailboxPolicy allows the page's own markup and our style sheet only: a mail's text is somebody else's.
const mailboxPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Pages shows the mailbox: GET /demo/mailbox, /demo/mailbox/{id}, and with .json the list as JSON
// for programs; all take ?to=address.
func (m *Mailbox) Pages() http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET "+MailboxPath, m.list)
	pages.HandleFunc("GET "+MailboxPath+".json", m.listJSON)
	pages.HandleFunc("GET "+MailboxPath+"/{id}", m.one)
	return pages
}

func (m *Mailbox) list(w http.ResponseWriter, r *http.Request) {
	mails, err := m.Latest(r.Context(), r.URL.Query().Get("to"))
	if err != nil {
		refuse(w, err)
		return
	}
	show(w, listPage, mails)
}

func (m *Mailbox) listJSON(w http.ResponseWriter, r *http.Request) {
	mails, err := m.Latest(r.Context(), r.URL.Query().Get("to"))
	if err != nil {
		refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(map[string]any{"data": mails}) //nolint:errcheck,errchkjson,gosec // the reader went away
}

func (m *Mailbox) one(w http.ResponseWriter, r *http.Request) {
	wanted, err := id.Parse[id.Message](r.PathValue("id"))
	if err != nil {
		refuse(w, err)
		return
	}
	mail, err := m.One(r.Context(), wanted)
	if err != nil {
		refuse(w, err)
		return
	}
	show(w, mailPage, mail)
}

func show(w http.ResponseWriter, page *template.Template, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", mailboxPolicy)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	page.Execute(w, data) //nolint:errcheck,gosec // the reader went away
}

func refuse(w http.ResponseWriter, err error) {
	status := http.StatusServiceUnavailable
	if fault.KindOf(err) == fault.NotFound {
		status = http.StatusNotFound
	}
	http.Error(w, http.StatusText(status), status)
}

var link = regexp.MustCompile(`https?://[^\s<>"]+`)

// linked splits a text at its links, so that the template can escape both and make the links work.
func linked(text string) []part {
	parts, rest := []part{}, text
	for _, found := range link.FindAllString(text, -1) {
		before, after, _ := strings.Cut(rest, found)
		parts = append(parts, part{Text: before}, part{Text: found, Link: true})
		rest = after
	}
	return append(parts, part{Text: rest})
}

type part struct {
	Text string
	Link bool
}

//nolint:gochecknoglobals // two constants in all but syntax
var (
	words = template.FuncMap{
		"linked": linked,
		"local":  func(t Taken) string { return t.DeliveredAt.In(calendar.Copenhagen()).Format("02.01.2006 15:04") },
	}
	mailboxTop = `<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{template "title" .}} – Hverv</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/signin.css">
</head>
<body>
<div class="signin wide">
<header><p class="h5">Hverv</p></header>
<main id="main">
<h1>{{template "title" .}}</h1>
`
	listPage = template.Must(template.New("list").Funcs(words).Parse(`{{define "title"}}Demo-postkasse{{end}}<!doctype html>
<html lang="da">
` + mailboxTop + `<p class="font-lead">Alt, hvad systemet ville have sendt som e-mail. Findes kun i demoen.</p>
<form action="/demo/mailbox" method="get">
<div class="form-group"><label class="form-label" for="to">Modtager</label>
<input class="form-input" id="to" name="to" type="email" autocomplete="off"></div>
<button class="button button-secondary" type="submit">Vis</button>
</form>
<table class="table table--compact">
<thead><tr><th scope="col">Tid</th><th scope="col">Til</th><th scope="col">Emne</th></tr></thead>
<tbody>
{{range .}}<tr><td>{{local .}}</td><td>{{.To}}</td><td><a href="/demo/mailbox/{{.ID}}">{{.Subject}}</a></td></tr>
{{else}}<tr><td colspan="3">Postkassen er tom.</td></tr>
{{end}}</tbody>
</table>
</main>
</div>
</body>
</html>
`))
	mailPage = template.Must(template.New("mail").Funcs(words).Parse(`{{define "title"}}{{.Subject}}{{end}}<!doctype html>
<html lang="{{.Language}}">
` + mailboxTop + `<p>{{local .}} · {{.To}}</p>
<pre class="mail">{{range linked .Body}}{{if .Link}}<a href="{{.Text}}">{{.Text}}</a>{{else}}{{.Text}}{{end}}{{end}}</pre>
<p><a href="/demo/mailbox" lang="da">Tilbage til demo-postkassen</a></p>
</main>
</div>
</body>
</html>
`))
)
