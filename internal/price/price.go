// Package price keeps the price lists: what a user and each thing cost from a day on (B1), so that a
// price is known before anything is ordered (B5). It bills nobody; billing counts by these lists.
package price

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// Item is what has a price.
type Item string

// The items of B1.
const (
	User        Item = "user"
	CodeDisplay Item = "code_display"
	AudioReader Item = "audio_reader"
	Chip        Item = "chip"
	Certificate Item = "certificate"
)

// Items lists all of them; a list prices each.
func Items() []Item { return []Item{User, CodeDisplay, AudioReader, Chip, Certificate} }

// Oere is an amount of Danish money in øre, without VAT.
type Oere int32

const highest Oere = 100_000_00 // nothing that Hverv charges for costs more; a slip of zeros does

// String writes the amount in kroner, as in "33,50".
func (o Oere) String() string { return fmt.Sprintf("%d,%02d", o/100, o%100) }

// List is the prices that hold from a day until the next list begins.
type List struct {
	ID        id.PriceList
	From      calendar.Date
	Prices    map[Item]Oere
	CreatedAt time.Time

	Current bool     // holds today
	Actions []string // what the caller may do with it now
}

// Add makes a list known.
type Add struct {
	From   calendar.Date
	Prices map[Item]Oere
}

// check wants a day to come, so that nobody's price changes after the fact, and every item.
func (a Add) check(today calendar.Date) error {
	var c fault.Check
	c.That(a.From.After(today), "/valid_from", "begins_too_soon", "A list begins tomorrow at the earliest: prices never change after the fact.")
	for _, item := range Items() {
		amount, ok := a.Prices[item]
		c.That(ok, "/prices/"+string(item), "missing", "Every item has a price.")
		c.That(amount >= 0 && amount <= highest, "/prices/"+string(item), "out_of_range", "A price is from 0 to 100,000 kroner.")
	}
	for _, item := range slices.Sorted(maps.Keys(a.Prices)) {
		c.That(slices.Contains(Items(), item), "/prices/"+string(item), "unknown", "There is no such item.")
	}
	return c.Err()
}

// mark says which of the lists, the latest first, holds today.
func mark(lists []List, today calendar.Date) {
	for n := range lists {
		if !lists[n].From.After(today) {
			lists[n].Current = true
			return
		}
	}
}
