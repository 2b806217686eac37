package authenticator

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/boombuler/barcode/qr"

	"hverv/internal/fault"
)

// Enrolment is what an authenticator app is told once: the secret as text and as a QR code. Without
// a secret it is an app that an administrator has added and the employee is to enrol.
type Enrolment struct {
	Authenticator Authenticator
	Secret        string
	URI           string
	QR            []byte // PNG
	Link          string // of the employee's enrolment, when there is no e-mail address to send it to
}

const (
	qrScale = 6 // pixels for each module
	qrQuiet = 4 // modules of white around it, without which cameras do not find it
)

// qrCode draws the QR code with the quiet zone that the library leaves out.
func qrCode(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("make a QR code: %w", err)
	}
	size := code.Bounds().Dx()
	side := (size + 2*qrQuiet) * qrScale
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range size * qrScale {
		for x := range size * qrScale {
			if r, _, _, _ := code.At(x/qrScale, y/qrScale).RGBA(); r == 0 {
				picture.SetColorIndex(x+qrQuiet*qrScale, y+qrQuiet*qrScale, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, fmt.Errorf("draw a QR code: %w", err)
	}
	return b.Bytes(), nil
}

// apps counts those that take a place (U4), and finds the one that waits to be confirmed.
func apps(all []Authenticator) (taken int, waiting *Authenticator) {
	for n, a := range all {
		if a.Kind != App || a.State.Over() {
			continue
		}
		taken++
		if a.State == PendingActivation {
			waiting = &all[n]
		}
	}
	return taken, waiting
}

func activeOf(all []Authenticator) (active int) {
	for _, a := range all {
		if a.State == Active {
			active++
		}
	}
	return active
}

func tooManyApps() *fault.Fault {
	return fault.New(fault.Conflict, "too_many_apps", "An identity has at most three apps. Revoke one first.")
}

func codeWrong() *fault.Fault {
	return fault.New(fault.Invalid, "code_wrong", "The code is not right. Wait for the next one in the app, and check the clock of the phone.").
		On("/code", "code_wrong", "The code is not right.")
}

func noApps() *fault.Fault {
	return fault.New(fault.Conflict, "identity_has_no_apps", "A private identity signs in with the person's own eID and has no app here.")
}
