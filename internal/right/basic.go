package right

// basic are the public self-service sites that every clinic needs (R2). They are the
// installation's, and each has one right.
//
//nolint:gochecknoglobals // a table
var basic = []struct{ system, name, right, rightName string }{
	{"virk.dk", "Virk", "urn:hverv:virk.dk:use", "Virk: indberet og læs for virksomheden"},
	{"sundhed.dk", "Sundhed.dk", "urn:hverv:sundhed.dk:use", "Sundhed.dk: den sundhedsfaglige del"},
	{"e-boks.dk", "e-Boks", "urn:hverv:e-boks.dk:use", "e-Boks: virksomhedens post"},
	{"mit.dk", "mit.dk", "urn:hverv:mit.dk:use", "mit.dk: virksomhedens post"},
}

const basicName = "Basispakke"
