package employee

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lib/pq"

	"hverv/internal/audit"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/text"
)

// Category is a kind of employment that an organisation uses (E4).
type Category struct {
	Code                  string         `db:"code"`
	NameDa                string         `db:"name_da"`
	NameEn                string         `db:"name_en"`
	DefaultDays           *int           `db:"default_days"` // nil means no default end
	External              bool           `db:"external"`     // E8: from outside, needs a sponsor
	RequiredDocuments     pq.StringArray `db:"required_documents"`
	AllowedAuthenticators pq.StringArray `db:"allowed_authenticators"`
	Retired               bool           `db:"retired"`
	Version               int64          `db:"version"`
}

// NewCategory is a category of an organisation's own.
type NewCategory struct {
	Organisation id.Organisation
	Category     Category
}

// ChangeCategory changes a category; nil leaves a member as it is. The dates of employments that
// exist already stay as they are.
type ChangeCategory struct {
	Organisation          id.Organisation
	Code                  string
	Version               int64
	NameDa                *string
	NameEn                *string
	DefaultDays           *int // 0 means no default end
	External              *bool
	RequiredDocuments     *[]string
	AllowedAuthenticators *[]string
	Retired               *bool
}

func (in ChangeCategory) apply(c Category) (Category, error) {
	put(&c.NameDa, in.NameDa)
	put(&c.NameEn, in.NameEn)
	put(&c.External, in.External)
	put((*[]string)(&c.RequiredDocuments), in.RequiredDocuments)
	put((*[]string)(&c.AllowedAuthenticators), in.AllowedAuthenticators)
	put(&c.Retired, in.Retired)
	if in.DefaultDays != nil {
		c.DefaultDays = in.DefaultDays
	}
	return c.prepared()
}

// prepared brings a category into its stored form.
func (c Category) prepared() (Category, error) {
	var f fault.Check
	text.Field(&f, &c.Code, "/code", 1, 20)
	text.Field(&f, &c.NameDa, "/name_da", 1, 200)
	text.Field(&f, &c.NameEn, "/name_en", 1, 200)
	if c.DefaultDays != nil && *c.DefaultDays == 0 {
		c.DefaultDays = nil
	}
	f.That(c.DefaultDays == nil || *c.DefaultDays > 0 && *c.DefaultDays <= 36_525, "/default_days", "out_of_range", "From 1 to 36,525 days.")
	c.RequiredDocuments, c.AllowedAuthenticators = slices.Clone(c.RequiredDocuments), slices.Clone(c.AllowedAuthenticators)
	f.That(len(c.RequiredDocuments) <= 20, "/required_documents", "too_many", "At most 20.")
	for i := range c.RequiredDocuments {
		text.Field(&f, &c.RequiredDocuments[i], fmt.Sprintf("/required_documents/%d", i), 1, 100)
	}
	for i, kind := range c.AllowedAuthenticators {
		f.That(slices.Contains(authenticators, kind), fmt.Sprintf("/allowed_authenticators/%d", i), "unknown", "app, code_display or chip.")
	}
	f.That(len(c.AllowedAuthenticators) > 0, "/allowed_authenticators", "missing", "One at least must be allowed.")
	if c.RequiredDocuments == nil {
		c.RequiredDocuments = pq.StringArray{}
	}
	return c, f.Err()
}

//nolint:gochecknoglobals // a table
var authenticators = []string{"app", "code_display", "chip"}

func (c Category) fields() audit.Fields {
	days := 0
	put(&days, c.DefaultDays)
	return audit.Fields{
		"name_da": c.NameDa, "name_en": c.NameEn, "default_days": days, "external": c.External, "retired": c.Retired,
		"required_documents": strings.Join(c.RequiredDocuments, ", "), "allowed_authenticators": strings.Join(c.AllowedAuthenticators, ", "),
	}
}

// sponsored says whether somebody is named who is responsible for a person from outside (E8).
func (c Category) sponsored(sponsor string) error {
	if c.External && sponsor == "" {
		return fault.New(fault.Invalid, "sponsor_missing", "Somebody from outside needs a responsible body.").
			On("/sponsor", "missing", "Name the school, agency or company that is responsible.")
	}
	return nil
}

// usual are the 20 categories that every organisation begins with; the codes are those that
// hospitals know [S1], the names and limits are ours and may be changed by each organisation.
//
//nolint:gochecknoglobals // a table
var usual = []struct {
	code, da, en string
	days         int // 0: no default end
	external     bool
}{
	{"F", "Fastansat", "Permanent staff", 0, false},
	{"ME", "Tidsbegrænset opgave eller projekt", "Fixed-term task or project", 365, false},
	{"MF", "Ferieafløser", "Holiday cover", 92, false},
	{"ML", "Elev eller lærling", "Apprentice", 1461, false},
	{"MP", "Vikar for en kollega på orlov", "Cover for a colleague on leave", 365, false},
	{"MR", "Virksomhedspraktik under revalidering", "Vocational rehabilitation", 182, false},
	{"MS", "Vikar ved sygdom eller barsel", "Sickness or parental-leave cover", 365, false},
	{"MT", "Læge i basisuddannelse", "Doctor in foundation training", 548, false},
	{"MV", "Konstitueret i ubesat stilling", "Acting in a vacant post", 182, false},
	{"MU", "Uddannelsesstilling", "Training post", 1826, false},
	{"T", "Timelønnet", "Paid by the hour", 365, false},
	{"UA", "Leverandør eller anden uden ansættelse", "Supplier or other without employment", 182, true},
	{"UH", "Honorarlønnet", "Paid by fee", 182, false},
	{"UM", "Ansat flere steder i koncernen", "Employed in several companies of the group", 0, false},
	{"UN", "I jobprøvning fra kommunen", "Work trial from the municipality", 92, true},
	{"US", "Studerende eller hospitant", "Student or observer", 182, true},
	{"UU", "Forsker eller underviser fra universitet", "Researcher or lecturer from a university", 365, true},
	{"UV", "Værnepligtig eller frivillig", "Conscript or volunteer", 365, false},
	{"VV", "Vikar fra bureau", "Agency temp", 92, true},
	{"Å", "Åremålsansat", "Appointed for a term of years", 1826, false},
}
