package testeid

import "slices"

// Person is somebody made up, to be picked on the page of the test eID.
type Person struct {
	Subject   string // never changes; what Hverv knows the person by
	Name      string
	CPR       string // a replacement number (day + 60), so that it can be nobody's; empty: has none
	BirthDate string // YYYY-MM-DD
	Email     string
	ACR       string
	Danish    string // what this person is good for, as the page says it
	English   string
}

// The levels as the Danish infrastructure names them (NSIS).
const (
	ACRLow         = "https://data.gov.dk/concept/core/nsis/loa/Low"
	ACRSubstantial = "https://data.gov.dk/concept/core/nsis/loa/Substantial"
	ACRHigh        = "https://data.gov.dk/concept/core/nsis/loa/High"
)

// Levels are what HVERV_EID_ASSURANCE would say of them.
//
//nolint:gochecknoglobals // a table
var Levels = map[string]string{ACRLow: "low", ACRSubstantial: "substantial", ACRHigh: "high"}

// The subjects that demo, tour and tests call by name.
const (
	Karen  = "eid-karen-oestergaard"
	Soeren = "eid-soeren-holm"
	Aase   = "eid-aase-kroeyer"
	Jens   = "eid-jens-aakjaer"
	Bodil  = "eid-bodil-kjaer"
	Mette  = "eid-mette-soerensen"
	Lars   = "eid-lars-baekke"
	Ahmed  = "eid-ahmed-el-sayed"
	Signe  = "eid-signe-oerum"
	Peter  = "eid-peter-lundgaard"
	Freja  = "eid-freja-skov"
	Erik   = "eid-erik-sandoe"
	Maria  = "eid-maria-kowalska"
)

// Persons are the made-up people of the demo.
//
//nolint:gochecknoglobals // a table
var Persons = []Person{
	{Karen, "Karen Østergård", "7204711234", "1971-04-12", "karen@klinik.example", ACRSubstantial, "Ledelsesrepræsentant", "Management representative"},
	{Soeren, "Søren Ægidius Holm", "9009651212", "1965-09-30", "soeren@klinik.example", ACRHigh, "Ledelsesrepræsentant", "Management representative"},
	{Aase, "Åse Bjørn Krøyer", "6301582468", "1958-01-03", "aase@klinik.example", ACRSubstantial, "Ledelsesrepræsentant, tegner sammen med en anden", "Management representative who signs together with another"},
	{Jens, "Jens Åkjær", "8111790357", "1979-11-21", "jens@klinik.example", ACRSubstantial, "Ledelsesrepræsentant, tegner sammen med en anden", "Management representative who signs together with another"},
	{Bodil, "Bodil Kjær", "8412690864", "1969-12-24", "bodil@drift.example", ACRHigh, "Driver installationen", "Operator of the installation"},
	{Mette, "Mette Nørgaard Sørensen", "6506842142", "1984-06-05", "mette@klinik.example", ACRSubstantial, "Administrator på en klinik", "Clinic administrator"},
	{Lars, "Lars Bække", "8802901579", "1990-02-28", "lars@klinik.example", ACRSubstantial, "Anmelder, klinikkens anden administrator", "Applicant, the clinic's second administrator"},
	{Ahmed, "Ahmed El-Sayed", "7708881921", "1988-08-17", "ahmed@klinik.example", ACRSubstantial, "Læge", "Physician"},
	{Signe, "Signe Ørum", "7405014826", "2001-05-14", "signe@klinik.example", ACRSubstantial, "Sygeplejerske", "Nurse"},
	{Peter, "Peter Lundgaard", "6910953311", "1995-10-09", "peter@klinik.example", ACRSubstantial, "Lægesekretær", "Medical secretary"},
	{Freja, "Freja Højlund Skov", "9103035510", "2003-03-31", "freja@skole.example", ACRSubstantial, "Studerende", "Student"},
	{Erik, "Erik Sandø", "7907620246", "1962-07-19", "erik@klinik.example", ACRLow, "Leder, med eID på lavt niveau", "Manager, whose eID is of low level"},
	{Maria, "Maria Kowalska", "", "1993-04-22", "maria@klinik.example", ACRSubstantial, "Medarbejder uden CPR-nummer", "Employee without a CPR number"},
}

// ByName gives one of Persons by its subject; it panics on a subject that is none of theirs, since
// callers name constants.
func ByName(subject string) Person {
	i := slices.IndexFunc(Persons, func(p Person) bool { return p.Subject == subject })
	if i < 0 {
		panic("testeid: nobody is called " + subject)
	}
	return Persons[i]
}
