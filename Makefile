.PHONY: help generate
help: ## show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

generate: ## merge the API document and generate code from it
	go generate ./openapi ./api
