// Package api is generated from openapi/openapi.yaml: types, the strict server interface that the
// features' handlers implement together, and the Go client. Only this file is written by hand.
package api

//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config types.yaml ../openapi/openapi.yaml
//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config server.yaml ../openapi/openapi.yaml
//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config client.yaml ../openapi/openapi.yaml
//go:generate go run ../openapi/slim ../openapi/openapi.yaml requests.gen.go
