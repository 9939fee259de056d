# Everything a developer does here. Needs Python 3.11 or newer and make; what else it takes, it gets.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh

# Not every network has the Pythons that uv would download: the one that is there is new enough.
export UV_PYTHON_DOWNLOADS := never
# Starting is twice as fast with the bytecode in place.
export UV_COMPILE_BYTECODE := 1

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$python && break; done)
UV := $(or $(shell command -v uv),.cache/bootstrap/bin/uv)
BIN := .venv/bin
NPM := $(BIN)/python scripts/node.py npm

STATIC := src/worktrackr/static/index.html
NODE_MODULES := web/node_modules/.package-lock.json
WEB_SOURCES := $(shell find web -name node_modules -prune -o -type f -print)
GENERATED := web/openapi.json web/src/api/schema.gen.ts web/src/api/constraints.gen.ts
KIT_BUDGET := 900
TEST_PROCESSES ?= 2
SLOW ?= tests/slow

.PHONY: help
help: ## Say what can be made.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

.PHONY: run
run: .venv/.run $(STATIC) ## Start WorkTrackr with a demo organisation, and say how to sign in.
	$(BIN)/worktrackr serve --demo $(ARGS)

.PHONY: test
test: test-python test-web test-browser ## Run every test but the slow ones.

.PHONY: test-python
test-python: .venv/.dev ## Run the Python tests.
	$(BIN)/pytest -n $(TEST_PROCESSES) $(ARGS)

.PHONY: test-web
test-web: .venv/.dev $(NODE_MODULES) ## Run the TypeScript tests.
	$(NPM) test

.PHONY: test-browser
test-browser: .venv/.dev $(STATIC) ## Run the end-to-end tests in a real browser.
	CHROMIUM="$$($(BIN)/python scripts/browser.py)" && export CHROMIUM && $(BIN)/pytest -n $(TEST_PROCESSES) tests/e2e $(ARGS)

.PHONY: slow
slow: .venv/.dev $(STATIC) ## Run the slow proofs.
	$(BIN)/pytest -n $(TEST_PROCESSES) $(SLOW) $(ARGS)

.PHONY: check
check: check-python check-sql check-web check-types ## Check everything that needs no running: style, types, rules.

.PHONY: check-python
check-python: .venv/.dev ## Check the Python code.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	@lines=$$(cat src/worktrackr/kit/*.py | wc -l) && [ $$lines -le $(KIT_BUDGET) ] || \
		{ echo "The kit has $$lines lines; its budget is $(KIT_BUDGET)."; exit 1; }

.PHONY: check-sql
check-sql: .venv/.dev ## Check the migrations.
	@mkdir -p .cache
	@# Without what Alembic adds for itself.
	$(BIN)/worktrackr migrate --sql | sed -e '/^BEGIN;$$/d' -e '/^COMMIT;$$/d' \
		-e '/^CREATE TABLE alembic_version/,/^);/d' > .cache/migrations.sql
	$(BIN)/squawk .cache/migrations.sql

.PHONY: check-web
check-web: .venv/.dev $(NODE_MODULES) ## Check the TypeScript code.
	$(NPM) run check

.PHONY: check-types
check-types: ## Check that the generated types are fresh.
	@before=$$(cat $(GENERATED) | cksum) && $(MAKE) --no-print-directory types && \
	if [ "$$before" != "$$(cat $(GENERATED) | cksum)" ]; then \
		echo "The generated types were stale. They are fresh now: commit them."; exit 1; fi

.PHONY: types
types: .venv/.dev $(NODE_MODULES) ## Generate the TypeScript types from the API.
	$(BIN)/worktrackr openapi > .cache/openapi.json
	mv .cache/openapi.json web/openapi.json
	$(NPM) run types

.PHONY: format
format: .venv/.dev $(NODE_MODULES) ## Format the code and mend what can be mended.
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(NPM) exec biome -- check --write

.PHONY: bench
bench: .venv/.dev ## Measure WorkTrackr against named peers.
	$(UV) run --frozen --inexact --group bench python -m bench $(ARGS)

.PHONY: build
build: $(UV) ## Build the wheel and the source distribution into dist/.
	$(UV) build

.PHONY: clean
clean: ## Remove everything that was made here.
	rm -rf .cache .venv dist src/worktrackr/static web/node_modules

# The parts

$(STATIC): $(NODE_MODULES) $(WEB_SOURCES)
	$(NPM) run build
	@touch $@

$(NODE_MODULES): web/package.json web/package-lock.json | .venv/.run
	$(NPM) ci --no-audit --no-fund
	@touch $@

# What runs the product. Inexact: it leaves the tools of `.dev` where they are.
.venv/.run: pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --frozen --inexact --no-default-groups --group web $(if $(PYTHON),--python $(PYTHON))
	@mkdir -p .cache && touch $@

.venv/.dev: pyproject.toml uv.lock | $(UV)
	$(UV) sync --quiet --frozen --inexact $(if $(PYTHON),--python $(PYTHON))
	@mkdir -p .cache && touch $@ .venv/.run

.cache/bootstrap/bin/uv:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed, and none was found in PATH."; exit 1; }
	@$(PYTHON) -m venv --clear .cache/bootstrap >/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments: install its venv module (on Debian: apt install python3-venv)."; \
		exit 1; }
	.cache/bootstrap/bin/python -m pip install --quiet --disable-pip-version-check uv
