# township-sync: what one does with the checkout. `make help` lists the targets; INBOX, PERIOD, SEED, VENV and PYTHON
# can be given as in `make demo INBOX=some/folder PERIOD=2020-05`.

PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$name && break; \
	done || true)
VENV ?= $(shell $(or $(PYTHON),false) scripts/set_up.py --where venv)
export VENV
export TOWNSHIP_SYNC_WORKSPACE ?= $(shell $(or $(PYTHON),false) scripts/set_up.py --where workspace)
RUN = $(VENV)/bin
DEMO_OPTIONS = $(if $(INBOX),--inbox "$(INBOX)") $(if $(PERIOD),--period $(PERIOD)) $(if $(SEED),--seed $(SEED))

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-quick test-browser faults up down check-code lock clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /\1\t/' | \
		while IFS="$$(printf '\t')" read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

setup: ## Make the environment and install what requirements.lock pins (the other targets do it by themselves)
	@test -n "$(PYTHON)" || { echo "make: Python 3.11, 3.12 or 3.13 with venv is needed; install it or set PYTHON." >&2; exit 2; }
	@$(PYTHON) scripts/set_up.py

demo: setup ## Run the main job through Airflow: three sample months, or INBOX=folder PERIOD=2020-05 (SEED=number)
	@$(RUN)/township-sync demo $(DEMO_OPTIONS)

test: setup ## Run all tests but those that need a browser
	@$(RUN)/python -m pytest -n 3 --dist loadfile

test-quick: setup ## Run the tests that need neither a database nor Airflow
	@$(RUN)/python -m pytest tests/unit tests/contracts tests/architecture

test-browser: setup ## Drive the board with Chromium, which root installs when missing; screenshots in build/board
	@$(PYTHON) scripts/provide_chromium.py
	@$(RUN)/python -m pytest tests/browser

faults: setup ## Many random faults in the exchange with the platform: SEED=number repeats a run, N=1000 asks for more
	@TOWNSHIP_SYNC_FAULT_SEED="$(or $(SEED),$$(date +%s))" TOWNSHIP_SYNC_FAULTS="$(or $(N),1000)" \
		$(RUN)/python -m pytest tests/faults/test_random_faults.py -v -s --timeout=600

up: setup ## Start everything and keep it running; shows the address and the password
	@$(RUN)/township-sync up

down: setup ## Stop everything that `make up` started
	@$(RUN)/township-sync down

check-code: setup ## Check style, types and layers (ruff, mypy, import-linter)
	@$(RUN)/ruff check .
	@$(RUN)/mypy
	@$(RUN)/lint-imports

lock: setup ## Pin the newest versions anew in requirements.lock
	@$(PYTHON) scripts/set_up.py --lock

clean: ## Remove the environment, the workspace with all its data, and caches
	@if [ -x "$(RUN)/township-sync" ]; then $(RUN)/township-sync down; fi
	@if [ -e "$(VENV)/.township-sync" ]; then rm -rf "$(VENV)"; fi
	@if [ -e "$(TOWNSHIP_SYNC_WORKSPACE)/run/secret" ]; then rm -rf "$(TOWNSHIP_SYNC_WORKSPACE)"; fi
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
