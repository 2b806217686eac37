# `make run` starts a demo on a fresh machine, `make test` is what every change must pass.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR: # a build that failed its budget is no build
TOOL := go tool -modfile=tools/go.mod
GENERATED := openapi/openapi.yaml $(wildcard api/*.gen.go)
WEB := $(wildcard web/package.json)
WEB_SOURCES := $(if $(WEB),$(shell find web/src web/build web/public web/*.* openapi/openapi.yaml -type f ! -name '*.gen.*'))
REDOCLY := $(wildcard web/node_modules/.bin/redocly)

.PHONY: help setup generate verify lint fmt test race e2e prove bench web web-check build run

help: ## show these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what the tests run beside: PostgreSQL's programs and OATH's tools
	@tools/setup postgres pskctool oathtool

generate: ## merge the API document and generate code from it
	@go generate ./openapi ./api

verify: ## fail when generated code, go.mod or the API document are not in order
	@before=$$(sha256sum $(GENERATED)); $(MAKE) -s generate || exit 1; sha256sum --quiet -c <<<"$$before" \
		|| { echo "generated code was out of date; commit what make generate made of it"; exit 1; }
	go mod tidy -diff
	$(if $(REDOCLY),$(REDOCLY) lint openapi/openapi.yaml)

lint: ## run the linters of .golangci.yml
	$(TOOL) golangci-lint run --allow-parallel-runners ./...

fmt: ## format as the linters want it
	$(TOOL) golangci-lint fmt ./...

test: setup verify lint web-check race e2e ## everything that a change must pass

race: setup ## run the Go tests with the race detector
	go test -race ./tests/... ./... # the proofs first: they mostly wait, while the others are built

e2e: build ## walk the whole main job, then the browser and the foreign relying parties (PICTURES=1 keeps what was seen)
	bin/hverv tour
	$(if $(WEB),tools/setup chromium && cd web && PICTURES=$(or $(PICTURES),0) npm run e2e)
	$(if $(wildcard tests/interop/run),tools/setup apache && tests/interop/run)

prove: setup ## run the long proofs: big random worlds, kills, a million rows
	HVERV_PROVE=1 go test -run '^TestProve' -count=1 -timeout 2h ./...

bench: setup build ## measure, as ratios to pgbench running our own statements
	go test -run '^$$' -bench . -benchmem -benchtime 500ms $$(grep -rl 'func Benchmark' --include='*_test.go' internal | xargs -n1 dirname | sort -u | sed 's|^|./|')
	go run ./tests/bench -program bin/hverv

web: $(if $(WEB),web/dist/index.html) ## build the web client, when anything it is made of has changed

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build

web-check: $(if $(WEB),web/node_modules/.package-lock.json) ## types, style and unit tests of the web client
	$(if $(WEB),cd web && npm run check)

web/node_modules/.package-lock.json: $(wildcard web/package-lock.json)
	cd web && npm ci --no-audit --no-fund

build: web ## build bin/hverv (without the MessagePack that gin would bring: 6 MB)
	CGO_ENABLED=0 go build -tags nomsgpack -trimpath -ldflags "-s -w" -o bin/hverv ./cmd/hverv

run: setup build ## start a server with made-up people on a database of its own
	bin/hverv serve --demo
