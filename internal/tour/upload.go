package tour

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
)

// upload sends a file with the fields that come before it, as a form does, and reads the answer.
func (u *user) upload(ctx context.Context, path string, fields map[string]string, file string, result any) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			return fmt.Errorf("write the form: %w", err)
		}
	}
	content, err := form.CreateFormFile("file", "devices")
	if err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	if _, err := content.Write([]byte(file)); err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	if err := form.Close(); err != nil {
		return fmt.Errorf("write the form: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, u.tour.Base+path, &body)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	return u.answer(request, result)
}
