package organisation_test

import (
	"slices"
	"testing"

	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/organisation"
)

func (h *house) unit(name string, parent id.Unit) organisation.Unit {
	h.t.Helper()
	u, err := h.service.CreateUnit(h.as(), organisation.NewUnit{Organisation: h.org, Name: name, Parent: parent})
	h.must(err)
	return u
}

func TestUnitsAreATree(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	top := h.unit("Kirurgi", id.Unit{})
	middle := h.unit("Sengeafsnit", top.ID)
	low := h.unit("Stue 4", middle.ID)
	var path []id.Unit
	h.must(h.db.Single(t.Context(), func(tx *database.Tx) (err error) {
		path, err = organisation.UnitPath(t.Context(), tx, h.org, low.ID)
		return err
	}))
	if !slices.Equal(path, []id.Unit{low.ID, middle.ID, top.ID}) {
		t.Errorf("path %v", path)
	}
	_, err := h.service.ChangeUnit(h.as(), organisation.ChangeUnit{Organisation: h.org, ID: top.ID, Version: 1, Parent: &low.ID})
	if fault.CodeOf(err) != "unit_circle" {
		t.Errorf("a circle: %v", err)
	}
	if _, err := h.service.EndUnit(h.as(), organisation.EndUnit[id.Unit]{Organisation: h.org, ID: middle.ID, Version: 1}); fault.CodeOf(err) != "unit_in_use" {
		t.Errorf("ended with a department below: %v", err)
	}
	ended, err := h.service.EndUnit(h.as(), organisation.EndUnit[id.Unit]{Organisation: h.org, ID: low.ID, Version: 1})
	if err != nil || ended.EndedAt == nil || ended.Version != 2 {
		t.Errorf("ended: %+v, %v", ended, err)
	}
	_, err = h.service.CreateUnit(h.as(), organisation.NewUnit{Organisation: h.org, Name: "x", Parent: low.ID})
	if fault.CodeOf(err) != "unit_unknown" {
		t.Errorf("below an ended one: %v", err)
	}
	none := id.Unit{}
	moved, err := h.service.ChangeUnit(h.as(), organisation.ChangeUnit{Organisation: h.org, ID: middle.ID, Version: 1, Parent: &none})
	if err != nil || !moved.Parent.IsZero() {
		t.Errorf("moved to the top: %+v, %v", moved, err)
	}
}

// Each of two moves is fine alone; together they would close a circle.
func TestTwoMovesAtOnceCloseNoCircle(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 10 {
		a, b := h.unit("a", id.Unit{}), h.unit("b", id.Unit{})
		done := make(chan error, 2)
		for _, move := range [][2]id.Unit{{a.ID, b.ID}, {b.ID, a.ID}} {
			go func() {
				_, err := h.service.ChangeUnit(h.as(), organisation.ChangeUnit{Organisation: h.org, ID: move[0], Version: 1, Parent: &move[1]})
				done <- err
			}()
		}
		first, second := <-done, <-done
		if (first == nil) == (second == nil) {
			t.Fatalf("both or none: %v, %v", first, second)
		}
	}
}

func TestUnitsAreNotNestedForEver(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	parent := id.Unit{}
	for range 20 {
		parent = h.unit("u", parent).ID
	}
	_, err := h.service.CreateUnit(h.as(), organisation.NewUnit{Organisation: h.org, Name: "u", Parent: parent})
	if fault.CodeOf(err) != "unit_too_deep" {
		t.Errorf("level 21: %v", err)
	}
}

func TestProductionUnits(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	found, err := h.service.ListProductionUnits(h.as(), h.org, id.ProductionUnit{}, 10)
	h.must(err)
	if len(found.Data) != 1 || found.Data[0].PNumber != "1000000001" {
		t.Fatalf("found %+v", found)
	}
	for number, code := range map[string]string{"1000000001": "p_number_taken", "12": "invalid_input", "1000000002": ""} {
		_, err := h.service.CreateProductionUnit(h.as(), organisation.NewProductionUnit{Organisation: h.org, PNumber: number, Name: "Havnen"})
		if fault.CodeOf(err) != code {
			t.Errorf("%s: %v", number, err)
		}
	}
	name := "Torvet 2"
	p, err := h.service.ChangeProductionUnit(h.as(), organisation.ChangeProductionUnit{Organisation: h.org, ID: found.Data[0].ID, Version: 1, Name: &name})
	if err != nil || p.Name != name || p.Version != 2 {
		t.Errorf("changed: %+v, %v", p, err)
	}
	p, err = h.service.EndProductionUnit(h.as(), organisation.EndUnit[id.ProductionUnit]{Organisation: h.org, ID: p.ID, Version: 2})
	if err != nil || p.EndedAt == nil {
		t.Errorf("ended: %+v, %v", p, err)
	}
}
