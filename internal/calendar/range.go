package calendar

// Range is a span of dates with both ends included, as the API and the law say it. No To is "until
// further notice"; no From is "always been".
type Range struct{ From, To Date }

// Holds says whether d lies within the range; none lies within nothing.
func (r Range) Holds(d Date) bool {
	if d.IsZero() || d.Before(r.From) {
		return false
	}
	return r.To.IsZero() || !d.After(r.To)
}

// Ordered says that the range does not end before it begins.
func (r Range) Ordered() bool { return r.To.IsZero() || !r.To.Before(r.From) }

// Overlaps says whether some date lies within both ranges.
func (r Range) Overlaps(other Range) bool {
	return r.Ordered() && other.Ordered() &&
		(r.To.IsZero() || !other.From.After(r.To)) &&
		(other.To.IsZero() || !r.From.After(other.To))
}
