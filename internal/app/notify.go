package app

import (
	"fmt"

	"github.com/gin-gonic/gin"

	"hverv/internal/notify"
)

// buildNotify chooses where mail goes: to the mailbox page under --demo, else to the mail server;
// without one it waits in the outbox.
func (a *App) buildNotify() error {
	deps := notify.Deps{
		DB: a.db, Keys: a.keys, Queue: a.parts.queue, Log: a.log,
		Support: notify.Contact{Phone: a.cfg.Support.Phone, Email: a.cfg.Support.Email, Hours: a.cfg.Support.Hours},
	}
	switch smtp := a.cfg.SMTP; {
	case a.cfg.Demo:
		box := notify.NewMailbox(a.db, a.keys)
		deps.Mailer = box
		a.parts.pages = append(a.parts.pages, mountMailbox(box))
	case smtp.Addr != "":
		mailer, err := notify.NewSMTP(notify.SMTP{
			Addr: smtp.Addr, User: smtp.User, Password: smtp.Password.Reveal(), From: smtp.From, StartTLS: smtp.StartTLS,
		})
		if err != nil {
			return fmt.Errorf("prepare e-mail: %w", err)
		}
		deps.Mailer = mailer
	}
	service, err := notify.New(deps)
	if err != nil {
		return fmt.Errorf("prepare notifications: %w", err)
	}
	service.Jobs(a.runner)
	a.parts.notify = service
	a.parts.handlers.NotificationHandler = notify.NewHandler(service)
	return nil
}

func mountMailbox(box *notify.Mailbox) func(gin.IRouter) {
	return func(router gin.IRouter) {
		pages := gin.WrapH(box.Pages())
		router.GET(notify.MailboxPath, pages)
		router.GET(notify.MailboxPath+".json", pages)
		router.GET(notify.MailboxPath+"/:id", pages)
	}
}
