package tour

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"hverv/internal/testeid"
)

const hour = 60 * 60

// borrow lends Peter a code display, which dies after its 72 hours by the clock alone (U10).
func (t *Tour) borrow(ctx context.Context) error {
	peter := t.meet("Peter, secretary")
	own := &appOwner{userName: "peter.lundgaard", password: "rugbrød med spegepølse og løg"} //nolint:gosec // made up
	err := t.do(peter, "forgot his phone and borrows a code display for 72 hours", func(see func(string, ...any)) error {
		if err := t.welcome(ctx, peter, own); err != nil {
			return err
		}
		loan := map[string]any{"serial": "KV-70013", "user_name": own.userName, "why": "Telefonen ligger hjemme", "document": "staff_card"}
		var lent struct {
			Ends string `json:"ends_at"`
		}
		if err := t.administrator.call(ctx, http.MethodPost, t.clinic.path("/loans"), loan, &lent); err != nil {
			return err
		}
		see("the loan ends at %s", lent.Ends)
		return t.signInWithLoan(ctx, peter, own)
	})
	if err != nil {
		return err
	}
	return t.overdue(ctx, own)
}

// welcome hires Peter and lets him activate a dedicated identity with an app.
func (t *Tour) welcome(ctx context.Context, peter *user, own *appOwner) error {
	p := testeid.ByName(testeid.Peter)
	employee, err := t.administrator.hire(ctx, t.clinic, "Peter", "Lundgaard", p.CPR, p.Email)
	if err != nil {
		return err
	}
	token, code, err := t.administrator.invite(ctx, t.clinic, employee, p.Email, own.userName)
	if err != nil {
		return err
	}
	return peter.activate(ctx, token, code, own)
}

// signInWithLoan uses the next code of the display on loan and looks whether it opened the door.
func (t *Tour) signInWithLoan(ctx context.Context, u *user, own *appOwner) error {
	code, err := Code(t.hardware.secrets["KV-70013"], t.wall(), t.hardware.presses)
	if err != nil {
		return err
	}
	t.hardware.presses++
	if err := u.signInByPassword(ctx, own.userName, own.password, code); err != nil {
		return err
	}
	return u.isIn(ctx)
}

// overdue moves the clock past the loan's end: no worker has to run for it to be over (law 1).
func (t *Tour) overdue(ctx context.Context, own *appOwner) error {
	mette := t.administrator
	return t.do(mette, "finds the loan dead after 72 hours, and on the list of what is late", func(see func(string, ...any)) error {
		if err := mette.call(ctx, http.MethodPost, "/demo/clock", map[string]any{"seconds": 73 * hour}, nil); err != nil {
			return err
		}
		if err := t.signInWithLoan(ctx, t.meet("Peter, three days later"), own); !refusedWith(err, http.StatusUnauthorized) {
			return errors.Join(errors.New("a loan whose end has passed opened the door"), err)
		}
		if err := mette.signInByEID(ctx, testeid.Mette); err != nil { // her own session has ended too
			return err
		}
		if _, err := mette.chooseOnly(ctx); err != nil {
			return err
		}
		var late struct {
			Data []struct {
				Serial   string `json:"serial"`
				Borrower string `json:"employee_name"`
			} `json:"data"`
		}
		if err := mette.call(ctx, http.MethodGet, t.clinic.path("/loans?state=overdue"), nil, &late); err != nil {
			return err
		}
		if len(late.Data) != 1 || late.Data[0].Serial != "KV-70013" {
			return fmt.Errorf("the list of what is late: %+v", late.Data)
		}
		see("%s has not brought %s back", late.Data[0].Borrower, late.Data[0].Serial)
		return nil
	})
}
