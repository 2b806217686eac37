package company

import "embed"

//go:embed demo/companies.json demo/representation.json
var demoFiles embed.FS

// DemoRecords are the made-up companies, in the register's own shape.
func DemoRecords() []byte { return demoFile("demo/companies.json") }

// DemoRegister knows the made-up companies; app builds it under --demo only (C2).
func DemoRegister(today Today) (*FileRegister, error) { return NewFileRegister(DemoRecords(), today) }

// DemoRepresentation knows which persons of the test eID may represent them.
func DemoRepresentation() (*FileRepresentation, error) {
	return NewFileRepresentation(demoFile("demo/representation.json"))
}

func demoFile(name string) []byte {
	body, err := demoFiles.ReadFile(name)
	if err != nil {
		panic("company: not embedded: " + name)
	}
	return body
}
