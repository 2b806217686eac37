package totp

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"github.com/boombuler/barcode/qr"
)

const (
	qrScale = 6 // pixels for each module
	qrQuiet = 4 // modules of white around it, without which cameras do not find it
)

// QR draws the QR code with the quiet zone that the library leaves out.
func QR(text string) ([]byte, error) {
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
