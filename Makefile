# Everything a developer types. Needs Python 3.11 and make; each target does its own set-up.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
BENCHES := corpus classifier extraction encodings languages words names facts real_pages triage
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help install demo run test lint format types bench model elasticsearch lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

install: $(VENV)/installed  ## make .venv with tilshi in it

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tilshi needs Python 3.11 or newer, not " + sys.version.split()[0] + "; say which with make PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the locked packages into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	@echo "installing the test tools ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

demo: install  ## the whole job on a small press world, then the review desk
	@$(BIN)/tilshi demo

run: install  ## crawl the real sources on schedule and serve the desk
	@$(BIN)/tilshi run

test: $(VENV)/installed-dev  ## the tests; what needs Elasticsearch, PostgreSQL or Chromium skips without them
	@$(BIN)/python -m pytest -q $(PYTEST)

lint: $(VENV)/installed-dev  ## style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/installed-dev  ## put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

model: install  ## train the classifier from the corpus
	@$(BIN)/tilshi train

bench: $(VENV)/installed-dev  ## measure; prints ratios against peers
	@for name in $(BENCHES); do echo "== bench.$$name"; $(BIN)/python -m bench.$$name || true; done  # each says what it lacks

elasticsearch: install  ## start a real Elasticsearch on 127.0.0.1:9200
	@$(BIN)/tilshi elasticsearch start

lock: $(VENV)/installed-dev  ## pin every package with its hash, from pyproject.toml
	@$(PIP) install pip-tools
	@$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --all-build-deps --generate-hashes --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links pyproject.toml -o requirements.lock
	@$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --all-build-deps --generate-hashes --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## remove what was installed and the demo's data
	rm -rf $(VENV) demo-data build *.egg-info
