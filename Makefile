# `make demo` and `make test` need nothing but Python 3.11 or later with its venv module: each makes .venv, installs what it needs,
# and does its job. Every path is relative, so the folder may have a space in its name.

PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	"$$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$name"; break; }; done)
PIP := .venv/bin/python -m pip --disable-pip-version-check
# First what is locked, each file held to its hash; then the project by itself, built with what is locked too.
LOCKED = $(PIP) install --quiet --require-hashes
PROJECT = $(PIP) install --quiet --no-deps --no-build-isolation --editable .
COURSE := examples/ISLAY-007.toml
ISSUED := 2027-01-03T09:00:00Z

.PHONY: help demo test check bench calendars hazards mutants mutants-changed fuzz agreement reference sbom audit lock clean
.NOTPARALLEL:

help:
	@echo 'make demo    plan the example course and write its sheets, calendar and plan.json to out/'
	@echo 'make test    run the tests (PYTEST_ARGS="-k vials" runs some of them)'
	@echo 'make check   lint, format, types and layers'
	@echo 'make bench   measure what dosing costs, and write benchmarks/results.md'
	@echo 'make calendars  give our calendar files to real calendar programs, and write docs/calendars.md'
	@echo 'make hazards  take the control of each hazard away, and write docs/safety/controls.md'
	@echo 'make mutants  the same, and run the tests against every mutant: docs/safety/mutants.md'
	@echo 'make mutants-changed  the mutants of the rooms changed since the commit before, for three minutes'
	@echo 'make fuzz    ten minutes of coverage-guided fuzzing of the parsers, by atheris'
	@echo 'make agreement  read every number of a hundred random courses back from every output'
	@echo 'make reference  make the reference table again by LibreOffice'
	@echo 'make sbom    list what the program runs with, as a CycloneDX bill of materials in dist/'
	@echo 'make audit   ask the advisory database about the locked versions'
	@echo 'make lock    make the lock files again (UPGRADE=1: with the newest versions)'
	@echo 'make clean   remove .venv, out/, dist/ and every cache'

demo: .venv/.demo-installed
	@.venv/bin/dosing plan $(COURSE) --issued $(ISSUED) --out out --force
	@echo
	@echo 'Look in out/: open a sheet (.html or .pdf), import the calendar (.ics), or read plan.json.'

test: .venv/.dev-installed
	.venv/bin/python -m pytest $(PYTEST_ARGS)

check: .venv/.dev-installed
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy
	.venv/bin/lint-imports

bench: .venv/.demo-installed
	.venv/bin/python benchmarks/run.py

calendars: .venv/.dev-installed
	DOSING_CALENDAR_PROGRAMS=1 DOSING_CALENDAR_RESULTS=build/calendars.json .venv/bin/python -m pytest tests/programs $(PYTEST_ARGS)
	.venv/bin/python -m tests.programs.table build/calendars.json docs/calendars.md

hazards: .venv/.dev-installed
	.venv/bin/python -m tools.hazards
	.venv/bin/python -m tools.controls $(HAZARDS)

mutants: .venv/.mutants-installed hazards
	.venv/bin/python -m tools.mutation $(MUTANTS)

mutants-changed: .venv/.mutants-installed
	.venv/bin/python -m tools.mutation --changed --minutes 3

agreement: .venv/.dev-installed
	DOSING_AGREEMENT=100 .venv/bin/python -m pytest tests/safety/test_agreement.py

# atheris has wheels for few platforms: it is installed beside the project, and only here.
fuzz: .venv/.dev-installed
	$(PIP) install --quiet --target build/atheris 'atheris>=3,<4'
	PYTHONPATH=build/atheris .venv/bin/python -m tools.fuzz $(MINUTES)

reference: .venv/bin/python
	.venv/bin/python tests/reference/make.py

sbom: .venv/.dev-installed
	rm -rf build/sbom build/wheel
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir build/wheel .
	.venv/bin/python -m venv --without-pip build/sbom
	$(PIP) --python build/sbom/bin/python install --quiet --require-hashes --requirement requirements-run.lock
	$(PIP) --python build/sbom/bin/python install --quiet --no-deps --no-index build/wheel/*.whl
	@mkdir -p dist
	.venv/bin/python -m cyclonedx_py environment --pyproject pyproject.toml --output-reproducible --output-file dist/dosing.cdx.json build/sbom/bin/python
	.venv/bin/python -m tools.bill dist/dosing.cdx.json

audit: .venv/.dev-installed
	.venv/bin/python -m tools.advisories

lock: .venv/bin/python
	.venv/bin/python -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check install --quiet pip-tools
	build/lock/bin/python -m tools.lock $(UPGRADE)

clean:
	rm -rf .venv out dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo 'No Python 3.11 or later with its venv module was found: install one (on Debian and Ubuntu: apt install python3 python3-venv), or name it with make PYTHON=/path/to/python3.' >&2; \
		exit 1; \
	fi
	"$(PYTHON)" -m venv .venv

.venv/.demo-installed: pyproject.toml requirements-run.lock requirements-build.lock | .venv/bin/python
	$(LOCKED) --requirement requirements-run.lock --requirement requirements-build.lock
	$(PROJECT)
	@touch $@

# What is in this lock depends on nothing but what is in both; pip, asked for dependencies, would want more on Python 3.13.
.venv/.mutants-installed: requirements-mutants.lock | .venv/.dev-installed
	$(LOCKED) --no-deps --requirement requirements-mutants.lock
	@touch $@

.venv/.dev-installed: pyproject.toml requirements.lock | .venv/bin/python
	$(LOCKED) --requirement requirements.lock
	$(PROJECT)
	@touch $@ .venv/.demo-installed
