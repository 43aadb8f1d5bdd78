# Everything a newcomer needs; each target sets the project up first (see README.md).
.DEFAULT_GOAL := help
.PHONY: help setup demo story test browser check bench format catalogs lock

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PORT := $(or $(CHAPERONE_PORT),8700)

help:  ## list these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Chaperone needs Python 3.11 or newer; this is " + sys.version)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(READY)  ## create .venv and install the locked dependencies

demo: setup  ## bot, jobs, web and sandbox in one process; prints one address
	@exec $(BIN)/chaperone demo --port $(PORT)

story: setup  ## the main job, played headless and printed
	@$(BIN)/chaperone story

test: setup  ## the whole test suite, SQLite and PostgreSQL both
	@$(BIN)/python -m pytest

browser: setup  ## the families' form in a real browser, where there is one
	@$(BIN)/python -m pytest -o addopts="" -q tests/browser

check: setup  ## format, lint, types, import rules, then the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

bench: setup  ## the benchmarks; ONLY=storm runs one
	@$(BIN)/python -m benchmarks $(ONLY)

format: setup  ## put the code in shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

catalogs: setup  ## bring every language's catalog in step with the templates; lists what is to translate
	@$(BIN)/python -m web.extraction

lock: setup  ## resolve the dependencies anew (needs uv)
	@uv pip compile pyproject.toml --extra postgres --extra sandbox --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o requirements/runtime.txt --quiet
	@uv pip compile pyproject.toml --extra postgres --extra sandbox --extra dev -c requirements/runtime.txt \
	  --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/dev.txt --quiet
