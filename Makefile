# make demo | test | check | test-long | run | bench | gpu | train-gpu | lock | docs | page | pictures;
# ARGS="..." is passed on to the program.
# Each makes the environment in .venv when it is missing or older than what it is made from.
#
# PYTHON    the Python to make it with, 3.11 or newer; found by itself when not given
# PIP_ARGS  passed on to pip, for example another index with a smaller or larger build of torch

ARGS ?=
PIP_ARGS ?=
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

VENV := .venv
BIN := $(VENV)/bin
# What the environment was made for: to run the bot, or to work on it as well.
CORE := $(VENV)/.couplet-core
DEV := $(VENV)/.couplet-dev
MADE_FROM := pyproject.toml requirements.lock
PIP_INSTALL = $(BIN)/pip install --quiet --disable-pip-version-check $(PIP_ARGS) -c requirements.lock

.DELETE_ON_ERROR:
.PHONY: demo test check test-long run bench gpu train-gpu lock docs page pictures

demo: $(CORE)
	@$(BIN)/couplet demo $(ARGS)

run: $(CORE)
	@$(BIN)/couplet run $(ARGS)

test: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/pytest -m "not long" --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

# For daily work, in a minute: all but what opens a browser, a bot, a model or an encoder.
check: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest -q -n 2 tests/domain tests/storage tests/client tests/settings tests/lyrics $(ARGS)

# Sweeps of which `make test` has samples, some hours: the bot killed at each commit, and the like.
test-long: $(DEV)
	COUPLET_TEST_EVERY_COMMIT=1 $(BIN)/pytest -m long --numprocesses auto --maxprocesses 4 $(ARGS)

bench: $(DEV)
	@$(BIN)/python -m benchmarks $(ARGS)

# What a card with CUDA does, in less than 8 minutes: OUT=folder make gpu.
gpu: $(DEV)
	@$(BIN)/python -m benchmarks.gpu $(ARGS)

# Only to train the bundled model on a large card, in 8 minutes: OUT=folder make train-gpu.
train-gpu: $(DEV)
	@$(BIN)/python -m training.card $(ARGS)

docs: $(DEV)
	@$(BIN)/python -m tools.reference
	@$(BIN)/python -m tools.abilities

# Only to change the page of the local Discord; needs Node 20 or newer.
page:
	cd local_discord/page_source && npm ci --silent && npm run --silent types && \
		npm run --silent test && npm run --silent build

# Needs Chromium: plays the demo, and takes the pictures of README and docs/ from its page.
pictures: $(DEV)
	@$(BIN)/python -m tools.pictures $(ARGS)

lock: $(DEV)
	@$(BIN)/python -m tools.lock

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "Couplet needs Python 3.11 or newer: install it, or name it with make PYTHON=..." >&2; \
		exit 1; }
	@echo "Making the environment in $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)

$(CORE): $(MADE_FROM) | $(BIN)/python
	@echo "Installing Couplet (the first time takes some minutes)"
	@$(PIP_INSTALL) -e .
	@touch $@

$(DEV): $(MADE_FROM) | $(BIN)/python
	@echo "Installing Couplet and its tools (the first time takes some minutes)"
	@$(PIP_INSTALL) -e '.[dev]'
	@touch $(CORE) $@
