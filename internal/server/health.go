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
		for name, well := range runAll(ctx, checks) {
			answer[name] = "ok"
			if !well {
				status, answer[name] = http.StatusServiceUnavailable, "not ready"
			}
		}
		c.JSON(status, answer)
	})
	engine.GET("/metrics", gin.WrapH(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})))
}

// runAll runs the checks side by side and does not wait for one that is still under way when ctx
// ends: a driver on a dead network does not hear of it, but who asks wants to know now.
func runAll(ctx context.Context, checks []Check) map[string]bool {
	type verdict struct {
		name string
		well bool
	}
	verdicts := make(chan verdict, len(checks))
	all := map[string]bool{}
	for _, check := range checks {
		all[check.Name] = false
		go func() { verdicts <- verdict{check.Name, check.Run(ctx) == nil} }()
	}
	for range checks {
		select {
		case v := <-verdicts:
			all[v.name] = v.well
		case <-ctx.Done():
			return all
		}
	}
	return all
}
