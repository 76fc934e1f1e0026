# Needs make and Python 3.11 or newer; everything else goes into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# basedpyright looks for packages where the first python of PATH has them.
WITH_VENV := PATH="$(CURDIR)/$(BIN):$$PATH"
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test test-long test-nightly lint format bench clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(VENV)/.package ## install policykit into .venv and run its demonstration
	@$(BIN)/policykit demo

test: lint ## everything that must hold: linters, types, tests, examples, coverage
	$(BIN)/pytest --numprocesses=auto --cov
	$(BIN)/coverage report --include='policykit/model/*,policykit/evaluate/*' --fail-under=100

test-long: $(VENV)/.dev ## the tests with 2,000 random examples per law, new ones each time
	POLICYKIT_HYPOTHESIS=long $(BIN)/pytest --numprocesses=auto

test-nightly: $(VENV)/.dev ## policykit against the second evaluator, on 4,000,000 new worlds and all cores
	POLICYKIT_HYPOTHESIS=nightly $(BIN)/pytest tests/oracle

lint: $(VENV)/.dev ## layers, style and types
	$(BIN)/lint-imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(WITH_VENV) basedpyright
	$(WITH_VENV) basedpyright --ignoreexternal --verifytypes policykit

format: $(VENV)/.dev ## put the code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.dev ## measure
	$(BIN)/pytest --dist=no --benchmark-enable --benchmark-only tests/benchmarks

clean: ## remove all that make and the tools have made
	rm -rf $(VENV) .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .benchmarks build dist

# The stamps are renewed when pyproject.toml changes; the editable install follows changes of the code by itself.

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "policykit needs Python 3.11 or newer; '$(PYTHON)' is missing or older." >&2; \
	  echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
	  exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.package: pyproject.toml | $(VENV)/.created
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/.created
	$(PIP_INSTALL) --editable '.[dev]'
	@touch $(VENV)/.package $@
