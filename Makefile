# One way in. `make demo` on a fresh machine with Python 3.11 sets up and shows; `make test` sets up and proves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup check test
setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

check: $(READY)
	$(BIN)/ruff check engine lint_rules tests
	$(BIN)/ruff format --check engine lint_rules tests
	$(BIN)/mypy

test: check
	$(BIN)/pytest
