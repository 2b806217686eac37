package proof_test

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"testing"

	"hverv/internal/testkit"
)

// Law 7: a form that is sent twenty times at once makes one employee, and everybody is told of it.
func TestTwentySubmitsAtOnceAreOne_Law7(t *testing.T) {
	t.Parallel()
	admin, _ := populated(t, serve(t, testkit.URL(t), io.Discard))
	const submits = 20
	answers := make([]answer, submits)
	var ready, done sync.WaitGroup
	ready.Add(submits)
	for i := range submits {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			var err error
			answers[i], err = admin.try(t.Context(), http.MethodPost, admin.path("/employees"), newcomer("en@proof.example"), "one-key-for-all")
			if err != nil {
				t.Errorf("submit: %v", err)
			}
		})
	}
	done.Wait()
	replayed := 0
	for _, a := range answers {
		if a.status != http.StatusCreated || !bytes.Equal(a.body, answers[0].body) || a.header.Get("ETag") != answers[0].header.Get("ETag") {
			t.Errorf("%d %s, want what the first was told: %s", a.status, a.body, answers[0].body)
		}
		if a.header.Get("Idempotent-Replayed") == "true" {
			replayed++
		}
	}
	if replayed != submits-1 {
		t.Errorf("%d answers say that they repeat another, want all but one", replayed)
	}
	if there := onceEach(t, admin); there["en@proof.example"] == "" {
		t.Error("the employee is not there")
	}
}
