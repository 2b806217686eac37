package stock

import (
	"time"

	"hverv/internal/id"
)

// what a hand-over was.
const (
	actHandOut  = "hand_out"
	actTakeBack = "take_back"
	actTransfer = "transfer"
	actFind     = "find"
	actGiveBack = "give_back"
	actMove     = "move"
)

// what came of it.
const (
	custodyOffered   = "offered"
	custodyAccepted  = "accepted"
	custodyRefused   = "refused"
	custodyWithdrawn = "withdrawn"
)

// Custody is one link of the chain: who handed which device to whom (O6). The giver signs by offering,
// the receiver by accepting.
type Custody struct {
	Organisation     id.Organisation `db:"organisation_id"`
	ID               id.Custody      `db:"id"`
	Device           id.Device       `db:"device_id"`
	Serial           string          `db:"serial"`
	Kind             Kind            `db:"kind"`
	Act              string          `db:"act"`
	State            string          `db:"state"`
	FromLocation     id.Location     `db:"from_location_id"`
	FromLocationName string          `db:"from_location_name"`
	FromEmployee     id.Employee     `db:"from_employee_id"`
	FromEmployeeName string          `db:"from_employee_name"`
	ToLocation       id.Location     `db:"to_location_id"`
	ToLocationName   string          `db:"to_location_name"`
	ToEmployee       id.Employee     `db:"to_employee_id"`
	ToEmployeeName   string          `db:"to_employee_name"`
	GivenBy          id.Employee     `db:"given_by"`
	GivenByName      string          `db:"given_by_name"`
	GivenAt          time.Time       `db:"given_at"`
	SettledAt        *time.Time      `db:"settled_at"`

	Actions []string `db:"-"`
}

// handing is what there is to say of a hand-over.
type handing struct {
	Act        string
	From       Device // as it was before
	ToLocation id.Location
	ToEmployee id.Employee
}
