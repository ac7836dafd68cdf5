# The product's commands. Everything is set up on the way: all that a machine needs is make and Python 3.11 or later.

PYTHON ?= python3
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r
COMPILE := pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --no-annotate

# One environment, two stamps: running the product never needs the development tools.
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help run test bench rates format lock vendor clean

help:
	@echo "make run      start the server (HOST and PORT from the environment)"
	@echo "make test     lint, types and all tests, in a real browser too"
	@echo "make bench    the measurements"
	@echo "make rates    find the suggested learning rates again, after a new surface or optimizer"
	@echo "make format   format the Python code and mend what ruff can"
	@echo "make lock     resolve pyproject.toml into the pinned requirements (UPGRADE=--upgrade for newer ones)"
	@echo "make vendor   rebuild static/vendor (needs Node)"
	@echo "make clean    remove the environment and all caches"

run: $(RUN_STAMP)
	@exec $(BIN)/python -m app

test: $(DEV_STAMP)
	@$(BIN)/python tools/install_chromium.py
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@# As many browsers as processors leave little slack: what fails is tried once more alone, and has failed if it fails again.
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 || $(BIN)/python -m pytest --last-failed

bench: $(DEV_STAMP)
	@$(BIN)/python tools/install_chromium.py
	@exec $(BIN)/python -m bench

rates: $(RUN_STAMP)
	@$(BIN)/python -m tools.suggest_rates

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(BIN)/python
	@echo "Resolving pyproject.toml with uv $(UV_VERSION)"
	@$(PYTHON) -m venv $(VENV)/uv
	@$(VENV)/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(VENV)/uv/bin/uv $(COMPILE) $(UPGRADE) --output-file requirements.txt pyproject.toml
	@$(VENV)/uv/bin/uv $(COMPILE) $(UPGRADE) --constraint requirements.txt --extra dev \
		--output-file requirements-dev.txt pyproject.toml

vendor:
	@PYTHON="$(PYTHON)" tools/vendor/build.sh

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find app bench tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN_STAMP): requirements.txt | $(BIN)/python
	@echo "Installing the requirements into $(VENV)"
	@$(INSTALL) requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(BIN)/python
	@echo "Installing the requirements and the development tools into $(VENV)"
	@$(INSTALL) requirements-dev.txt
	@touch $@

# A half-made environment (Debian without python3-venv, say) is removed, or the next attempt would trust it.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "A Walk Downhill needs Python 3.11 or later; name one: make $(MAKECMDGOALS) PYTHON=python3.13" >&2; exit 1; }
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }
