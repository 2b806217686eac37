package server

import (
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"hverv/internal/authz"
	"hverv/internal/fault"
)

// Limits are requests per minute, which may also come at once; zero switches one off.
type Limits struct {
	PerPrincipal    int // each person or client
	PerOrganisation int
	PerSource       int // each address without sign-in
}

// limiter holds a bucket for each caller of this node. Log-in limits are in the database instead,
// since there every node must know (U8).
type limiter struct {
	limits  Limits
	log     *slog.Logger
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

const maxBuckets = 50_000

func newLimiter(limits Limits, log *slog.Logger) *limiter {
	return &limiter{limits: limits, log: log, buckets: map[string]*rate.Limiter{}}
}

func (l *limiter) check(c *gin.Context) {
	ctx := c.Request.Context()
	actor, known := authz.From(ctx)
	principal, most := "source:"+authz.RequestOf(ctx).Source, l.limits.PerSource
	if known {
		principal, most = actor.Principal(), l.limits.PerPrincipal
	}
	left, err := l.spend(principal, most)
	if err == nil && !actor.Organisation.IsZero() {
		_, err = l.spend("organisation:"+actor.Organisation.String(), l.limits.PerOrganisation)
	}
	if most > 0 {
		c.Header("RateLimit-Policy", fmt.Sprintf(`"principal";q=%d;w=60`, most))
		c.Header("RateLimit", `"principal";r=`+strconv.Itoa(left)+`;t=60`)
	}
	if err != nil {
		refuse(c, l.log, err)
		return
	}
	c.Next()
}

// visits bounds what a browser that nobody knows can make us store: each visit to the authorization
// endpoint keeps a row for a while. Programs prove who they are first and are bounded by that.
func (l *limiter) visits(c *gin.Context) {
	if c.FullPath() == "/oidc/authorize" {
		source := "visits:" + authz.RequestOf(c.Request.Context()).Source
		if _, err := l.spend(source, l.limits.PerSource); err != nil {
			refuse(c, l.log, err)
			return
		}
	}
	c.Next()
}

func (l *limiter) spend(name string, perMinute int) (left int, err error) {
	if perMinute == 0 {
		return 0, nil
	}
	bucket := l.bucket(name, perMinute)
	now := wall()
	if !bucket.AllowN(now, 1) {
		return 0, fault.New(fault.Limited, "too_many_requests", "Too many requests. Wait a moment.").After(time.Second)
	}
	return int(bucket.TokensAt(now)), nil
}

func (l *limiter) bucket(name string, perMinute int) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if bucket, ok := l.buckets[name]; ok {
		return bucket
	}
	if len(l.buckets) >= maxBuckets {
		l.forgetIdle()
	}
	bucket := rate.NewLimiter(rate.Limit(perMinute)/60, perMinute)
	l.buckets[name] = bucket
	return bucket
}

// forgetIdle drops full buckets: a new one would be full too.
func (l *limiter) forgetIdle() {
	now := wall()
	for name, bucket := range l.buckets {
		if bucket.TokensAt(now) >= float64(bucket.Burst()) {
			delete(l.buckets, name)
		}
	}
}
