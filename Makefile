# `make run` starts everything from nothing; `make test` runs every test. Both need Python 3.11 or newer, and no more.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install run test check format test-services bench mutants clean

PYTHON ?= python3
# What pytest is told besides: `make test TESTS="tests/browser -k board"`.
TESTS ?=
BIN := .venv/bin

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

# The folder is made once, and again when the requirements change. The .pth file lets tools started from .venv/bin find
# the project, pytest's plugin among them.
.venv/installed: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version). Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Installing into .venv (about a minute, once) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@echo "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/sla_admin_project.pth"
	@touch $@

install: .venv/installed ## Make .venv with everything in it

run: .venv/installed ## Start it all: database, broker, web, worker, beat; Ctrl-C stops it
	@exec $(BIN)/python -m sla_admin.run

test: .venv/installed ## Every test, on an embedded PostgreSQL unless DATABASE_URL names one
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not services" $(TESTS)

check: .venv/installed ## Style, types, layers, migrations, templates, links, pinned requirements
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/djlint --check --lint --quiet templates
	$(BIN)/python -m tooling.doc_links
	$(BIN)/python -m tooling.requirement_reasons

format: .venv/installed ## Bring the style in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates

test-services: .venv/installed ## Every test against DATABASE_URL, REDIS_URL and AMQP_URL
	@for name in DATABASE_URL REDIS_URL AMQP_URL; do \
		eval "value=\$$$$name"; \
		if [ -z "$$value" ]; then \
			echo "$$name is not set. make test-services needs all three, for example:"; \
			echo "  DATABASE_URL=postgresql://postgres@127.0.0.1/postgres REDIS_URL=redis://127.0.0.1:6379/0 AMQP_URL=amqp://guest:guest@127.0.0.1:5672//"; \
			exit 1; \
		fi; \
	done
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(TESTS)

bench: .venv/installed ## The figures of docs/BENCHMARKS.md
	@$(BIN)/python -m benchmarks

mutants: .venv/installed ## Put in known faults one by one; every one must turn a test red
	@$(BIN)/python -m tests.mutants

clean: ## Remove .venv and everything a first run wrote (its data too)
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
