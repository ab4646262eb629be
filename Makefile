# Everything one types. `make run` starts the portal, `make test` shows that it works; `make help` lists the rest.

PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?=
export PORT PYTHON

python := .venv/bin/python
manage := $(python) manage.py
# More than four browsers at once only wait for each other.
workers ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -gt 4 ] && echo 4 || echo $$n)
pytest := $(python) -m pytest -n $(workers) $(ARGS)

.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-postgres bench lint check format clean runtime development

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: runtime ## the portal with demo content on http://localhost:8000 (PORT=8123, HOST=0.0.0.0, RELOAD=1)
	@$(manage) run_portal --host $(HOST) --port $(PORT) $(if $(RELOAD),--reload)

test: development ## the whole suite, browser tests included (ARGS="-k tracking")
	@CHROMIUM=$$(ops/ensure-chromium.sh) && export CHROMIUM && $(pytest)

test-fast: development ## the suite without the browser
	@$(pytest) -m "not browser"

test-postgres: development ## the whole suite on a private, throw-away PostgreSQL server
	@CHROMIUM=$$(ops/ensure-chromium.sh) && export CHROMIUM && ops/with-postgres.sh $(pytest)

bench: development ## what each screen costs with 100 000 cases (ARGS="inbox --cases 20000"); on PostgreSQL: ops/with-postgres.sh make bench
	@$(python) -m tests.benchmarks $(ARGS)

lint: development ## style of Python and templates
	@$(python) -m ruff check .
	@$(python) -m ruff format --check .
	@ops/lint-templates.sh

check: development ## models against migrations, Django's checks, production settings
	@$(manage) makemigrations --check --dry-run
	@$(manage) check --fail-level WARNING
	@ops/check-production.sh

format: development ## put Python into shape
	@$(python) -m ruff check --fix .
	@$(python) -m ruff format .

clean: ## remove what tests and tools left behind (never the portal's own data)
	@rm -rf var/test var/static .ruff_cache .pytest_cache .mypy_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

runtime:
	@ops/ensure-venv.sh requirements.txt

development:
	@ops/ensure-venv.sh requirements-dev.txt
