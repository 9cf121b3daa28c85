# One way in. `make demo` on a fresh machine with Python 3.11 sets up and shows; `make test` sets up and proves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CODE := engine lint_rules tests benchmarks scripts

.PHONY: setup demo test check bench mutants fidelity docs clean
setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

# Lints and renders the example messages for their sample customers. Some are meant to be rejected: exit code 1 is part of the show.
demo: $(READY)
	$(BIN)/tactful render --out build/emails || [ $$? -eq 1 ]
	@echo "What each sample must come to stands in templates/*/message.toml; checking it:"
	$(BIN)/tactful lint --expected > build/lint.txt && echo "every sample came to its expected verdict (build/lint.txt)"

check: $(READY)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/document_rules.py --check

test: check
	$(BIN)/pytest -n auto

bench: $(READY)
	$(BIN)/python benchmarks/run.py $(BENCH)

# Breaks each rule in every small way and lists what no test notices. Minutes, so not part of `make test`. MUTANTS="DAT405 --sample 5"
mutants: $(READY)
	$(BIN)/python scripts/mutants.py $(MUTANTS)

# Compares MJML here with npm mjml over a folder of templates; needs node, npm and Chromium. FOLDER=…, FIDELITY="-v --only part --validate"
FOLDER ?= templates
fidelity: $(READY)
	$(BIN)/python scripts/fidelity.py $(FOLDER) $(FIDELITY)

docs: $(READY)
	$(BIN)/python scripts/document_rules.py

clean:
	rm -rf build $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
