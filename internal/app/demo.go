package app

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hverv/internal/database"
)

// mountDemo adds the test switches. Nothing leads here without --demo.
func (a *App) mountDemo(router gin.IRouter) {
	router.GET("/demo/people", a.showPeople)
	router.POST("/demo/clock", a.advanceClock)
	router.POST("/demo/jobs/drain", a.drainJobs)
}

const tenYears = 10 * 366 * 24 * 60 * 60

// advanceClock moves the product's clock forward for all processes on the database; never back.
func (a *App) advanceClock(c *gin.Context) {
	var wish struct {
		Seconds int64 `json:"seconds"`
	}
	if err := c.ShouldBindJSON(&wish); err != nil || wish.Seconds < 0 || wish.Seconds > tenYears {
		c.JSON(http.StatusUnprocessableEntity, gin.H{"detail": `Say {"seconds": n}; the clock only moves forward.`})
		return
	}
	ctx := c.Request.Context()
	err := a.db.Upkeep(ctx, "app.demo_clock", func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `insert into demo_clock as d (id, offset_seconds) values (1, $1)
			on conflict (id) do update set offset_seconds = d.offset_seconds + excluded.offset_seconds`, wish.Seconds)
		return err
	})
	var now any
	if err == nil {
		err = a.db.Read(ctx, func(tx *database.Tx) error { now = tx.Now; return nil })
	}
	if err != nil {
		c.JSON(http.StatusServiceUnavailable, gin.H{"detail": "The clock could not be moved."})
		return
	}
	c.JSON(http.StatusOK, gin.H{"now": now})
}

// drainJobs runs every schedule and what is due, and answers when nothing is left.
func (a *App) drainJobs(c *gin.Context) {
	done, err := a.runner.Drain(c.Request.Context())
	if err != nil {
		c.JSON(http.StatusServiceUnavailable, gin.H{"detail": "The jobs could not be done.", "done": done})
		return
	}
	c.JSON(http.StatusOK, gin.H{"done": done})
}
