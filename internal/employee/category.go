package employee

import (
	"github.com/lib/pq"

	"hverv/internal/fault"
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
