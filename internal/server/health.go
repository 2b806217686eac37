package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Check is one thing that must be well before requests are sent here.
type Check struct {
	Name string
	Run  func(ctx context.Context) error
}

type metrics struct {
	registry *prometheus.Registry
	took     *prometheus.HistogramVec
}

func newMetrics(registry *prometheus.Registry) *metrics {
	m := &metrics{registry: registry, took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "hverv_request_seconds", Help: "Time to answer, by method, route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"method", "route", "status"})}
	registry.MustRegister(m.took)
	return m
}

func (m *metrics) observe(verb, route string, status int, took time.Duration) {
	m.took.WithLabelValues(method(verb), route, strconv.Itoa(status)).Observe(took.Seconds())
}

// mountHealth adds what operators ask: alive, ready, metrics (X2).
func mountHealth(engine *gin.Engine, m *metrics, checks []Check) {
	engine.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	engine.GET("/readyz", func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(c.Request.Context(), 2*time.Second)
		defer cancel()
		status, answer := http.StatusOK, map[string]string{}
		for _, check := range checks {
			answer[check.Name] = "ok"
			if err := check.Run(ctx); err != nil {
				status, answer[check.Name] = http.StatusServiceUnavailable, "not ready"
			}
		}
		c.JSON(status, answer)
	})
	engine.GET("/metrics", gin.WrapH(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})))
}
