// Package openapi holds the document of the HTTP API: the parts that are written by hand and the
// merged document that code is generated from and that the server gives away. It knows no HTTP.
package openapi

import _ "embed"

//go:generate go run ./merge parts openapi.yaml

// Document is the merged OpenAPI 3.0.3 document in YAML.
//
//go:embed openapi.yaml
var Document []byte
