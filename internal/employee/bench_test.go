package employee_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/nationalid"
)

// BenchmarkCreate is the hottest change without HTTP: eight callers, each waiting for its commit.
func BenchmarkCreate(b *testing.B) {
	c := newClinic(b)
	ctx := c.as(authz.UserAdministrator)
	var last atomic.Int64
	b.SetParallelism(4)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := last.Add(1)
			number := fmt.Sprintf("%02d%02d%02d%04d", 61+n%28, 1+n/28%12, 40+n/336%50, n/16800%4000)
			_, err := c.employees.Create(authz.WithRequest(ctx, authz.Request{ID: "bench", IdempotencyKey: number, Route: "POST /employees", Digest: []byte("digest")}), employee.Create{
				Organisation: c.org, GivenName: "Åse", FamilyName: "Østergård", Email: "aase@klinik.example", Title: "Sygeplejerske",
				Typed:       &employee.TypedID{Kind: nationalid.CPR, Text: number},
				Employments: []employee.Employ{{Category: "F", StartsOn: calendar.Must("2026-01-01")}},
			})
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
}
