package fault

// Check gathers every broken rule of one input, so that a form shows them all at once.
type Check struct{ fields []Field }

// That records a broken rule unless ok.
func (c *Check) That(ok bool, pointer, code, detail string) {
	if !ok {
		c.fields = append(c.fields, Field{Pointer: pointer, Code: code, Detail: detail})
	}
}

// Err is nil when every rule held, else one Invalid fault with all fields.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Code: "invalid_input", Detail: "Some fields need attention.", Fields: c.fields}
}
