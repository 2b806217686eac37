package identity

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/letter"
	"hverv/internal/organisation"
	"hverv/internal/printing"
)

// byLetter puts a code that goes by letter into the print queue, so that who ordered it never sees it.
// However the code goes, an earlier letter that was not printed yet holds a worthless one.
func (s *Service) byLetter(
	ctx context.Context, tx *database.Tx, decision authz.Decision, p Place, made HandOver, to *organisation.Address,
) (HandOver, error) {
	if made.How != byLetter {
		return made, s.letters.VoidIn(ctx, tx, p.Org.ID, p.Employee.ID, printing.HandOverCode)
	}
	lines, err := printing.Recipient(ctx, tx, p.Org, p.Employee, to)
	if err != nil {
		return HandOver{}, err
	}
	content := codeLetter(p, made, calendar.Today(tx.Now))
	content.To = lines
	made.Letter, err = s.letters.QueueIn(ctx, tx, decision, printing.New{
		Organisation: p.Org.ID, Kind: printing.HandOverCode, Employee: p.Employee.ID, Content: content,
	})
	made.Code = ""
	return made, err
}

// codeLetter says what the code is for, and neither the user name nor the link, which travel another
// way (U15).
func codeLetter(p Place, made HandOver, today calendar.Date) letter.Letter {
	until := calendar.Today(made.ExpiresAt).AddDays(-1) // the last day that it is good for
	l := letter.Letter{Language: p.Identity.Language, Sender: printing.Sender(p.Org), Date: today, Code: made.Code}
	if l.Language == "en" {
		l.Title = "Your hand-over code"
		l.Text = []string{
			"Dear " + p.Employee.Name(),
			"This is the code that you need when you start using your sign-in at " + p.Org.Name +
				". Open the link in the e-mail that you have had from us, and type the code there.",
		}
		l.Facts = [][2]string{{"Good until and including", letter.Day("en", until)}}
		l.Closing = []string{
			"The code works once. Give it to nobody, and destroy this letter when you are done.",
			"If you did not expect this letter, tell an administrator of your organisation.",
		}
		return l
	}
	l.Title = "Din udleveringskode"
	l.Text = []string{
		"Kære " + p.Employee.Name(),
		"Her er den kode, du skal bruge, når du tager din adgang hos " + p.Org.Name +
			" i brug. Åbn linket i den e-mail, du har fået fra os, og skriv koden der.",
	}
	l.Facts = [][2]string{{"Gælder til og med", letter.Day("da", until)}}
	l.Closing = []string{
		"Koden kan bruges én gang. Giv den ikke til andre, og makulér brevet, når du er færdig.",
		"Har du ikke ventet dette brev, så kontakt en administrator i din organisation.",
	}
	return l
}
