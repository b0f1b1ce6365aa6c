# make            set up what Postil needs and build the site
# make test       set up what the tests need (a browser too) and run all checks
# make serve      preview while you write
# make check      what is wrong in content/
# make lock       pin the dependencies anew

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: site serve check test lint fast browser lock golden clean

site: $(VENV)/ready
	$(BIN)/python build.py

serve: $(VENV)/ready
	$(BIN)/python build.py serve

check: $(VENV)/ready
	$(BIN)/python build.py check

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: requirements.lock | $(VENV)/bin/python
	@echo "Setting up (once; a minute or two) …"
	$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/ready-test: requirements-test.lock pyproject.toml | $(VENV)/bin/python
	@echo "Setting up the tests (once; a minute or two) …"
	$(PIP) --require-hashes -r requirements-test.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/ready

test: $(VENV)/ready-test browser lint
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

# The tests that need neither a model nor a browser: a few seconds, for while you work.
fast: $(VENV)/ready-test
	$(BIN)/python -m pytest -m "not model and not browser" --numprocesses 2

lint: $(VENV)/ready-test
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports > /dev/null || $(BIN)/lint-imports

# Playwright drives an installed Chromium; where there is none, the system's package manager brings it.
browser:
	@command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null \
		|| (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null) \
		|| (echo "The browser tests need Chromium: install it, then run make test again."; exit 1)

golden: $(VENV)/ready-test
	$(BIN)/python -m pytest -m "not browser" --save-golden --quiet

lock:
	$(PIP) uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header --group test pyproject.toml -o requirements-test.lock

clean:
	rm -rf $(VENV) .postil
