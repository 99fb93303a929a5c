# make run   installs into .venv, builds the sample index if there is none, serves it and prints the address
# make test  everything: style, types, layers, unit, contract, crash and (with a Chromium) browser tests
# make screenshots  takes the pictures of the README anew, in Debian's Chromium
# make properties  100,000 generated examples of each property that holds for any text (most of an hour)
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INDEX ?= index
PORT ?= 8000

.PHONY: run test test-long properties lint format screenshots install clean

run: $(VENV)/run.stamp
	@$(BIN)/searchapp build corpus --index $(INDEX) --if-missing
	@$(BIN)/searchapp serve --index $(INDEX) --port $(PORT)

test: lint
	$(BIN)/pytest -m "not slow" --cov --cov-report=term:skip-covered

test-long: $(VENV)/dev.stamp
	$(BIN)/pytest

properties: $(VENV)/dev.stamp
	$(BIN)/pytest -m properties --hypothesis-profile=long --timeout=0

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

screenshots: $(VENV)/dev.stamp
	$(BIN)/python -m tools.screenshots

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

install: $(VENV)/run.stamp

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Bahith needs Python 3.11 or newer; name one: make PYTHON=python3.12 run" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml $(BIN)/pip
	$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml $(BIN)/pip
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
