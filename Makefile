# Two commands: `make run` serves the desk, `make test` runs every test. CONTRIBUTING.md says more.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
RUN := $(BIN)/python -m helpdesk.run
WORKERS = $(shell expr $$(nproc) + 1)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11

.PHONY: run platform operator test lint lock demo bench messages clean

run: .venv/run.stamp
	@$(RUN) serve

# The pages of those who run the platform, beside `make run`: http://127.0.0.1:10000 (docs/operating.md).
platform: .venv/run.stamp
	@$(RUN) platform

# Make an operator: make operator ARGS="ada@platform.example --name Ada"
operator: .venv/run.stamp
	@$(RUN) operator $(ARGS)

# One worker more than cores: a browser, a killed process or a statement is often waited for.
test: .venv/test.stamp
	@$(RUN) test -- -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

# One rule a line; the first that is broken stops.
lint: .venv/test.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet helpdesk tenants tickets social
	$(BIN)/lint-imports
	$(RUN) exec -- $(BIN)/python manage.py makemigrations --check --dry-run --settings tests.lint
	$(RUN) exec -- $(BIN)/python manage.py lintmigrations --settings tests.lint
	$(BIN)/python manage.py compile_po --check
	$(RUN) exec -- env HELPDESK_DEMO=1 $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

# Compile requirements again after a change of requirements.in or tests/requirements.in.
lock: .venv/run.stamp
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) tests/requirements.in -o tests/requirements.txt

# Mails and posts of many shapes to the running desk, and what became of each; the networks are the tests' own servers.
demo: .venv/test.stamp
	@$(BIN)/python manage.py demo

# What a page costs at 1,000 and at 100,000 tickets, on a throw-away desk (half an hour; bench/README.md).
bench: .venv/run.stamp
	@$(BIN)/python -m bench $(ARGS)

# Collect new texts for the translators (needs gettext).
messages: .venv/run.stamp
	$(BIN)/python manage.py makemessages --locale ar --locale he --no-location --ignore ".venv/*" --ignore "var/*" --ignore "tests/*"

# The desk's data in var/ stays.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Heard needs Python 3.11 or newer: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

.venv/test.stamp: .venv/run.stamp tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	@touch $@
