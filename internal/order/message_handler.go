package order

import (
	"io"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"hverv/internal/fault"
)

const (
	messagesPath = "/suppliers/messages"
	maxMessage   = 1 << 20
)

// MountMessages adds the address that suppliers call. A signature is over the bytes as they came, so the generated
// code, which reads JSON, cannot stand in between.
func (h *Handler) MountMessages(log *slog.Logger) func(gin.IRouter) {
	return func(router gin.IRouter) {
		router.POST(messagesPath, func(c *gin.Context) {
			body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxMessage))
			if err != nil {
				c.AbortWithStatus(http.StatusRequestEntityTooLarge)
				return
			}
			err = h.service.Hear(c.Request.Context(), Signed{
				ID: c.GetHeader("webhook-id"), Stamp: c.GetHeader("webhook-timestamp"), Signature: c.GetHeader("webhook-signature"), Body: body,
			})
			status := statusOf(err)
			if status == http.StatusServiceUnavailable {
				log.ErrorContext(c.Request.Context(), "supplier's message failed", slog.Any("error", err))
			}
			c.AbortWithStatus(status)
		})
	}
}

// statusOf is what a supplier needs to know: whether to send the message again.
func statusOf(err error) int {
	switch fault.KindOf(err) {
	case fault.Malformed:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.NotFound:
		return http.StatusNotFound
	default:
		if err == nil {
			return http.StatusNoContent
		}
		return http.StatusServiceUnavailable
	}
}
