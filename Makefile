# Two commands do everything on a fresh Linux machine: `make run` and `make test`.
# Both set up .venv first (once; again when pyproject.toml, constraints.txt or tools/ change).
#
#     make run PYTHON=python3.13 VENV=.venv313      another Python, in an environment of its own

PYTHON ?= python3
VENV   ?= .venv
JOBS   ?= 2
OUT    ?= runs/latest

# what `make run` solves
SCENARIOS ?= \
	scenarios/baseline.yaml \
	scenarios/worldbank_3pct.yaml \
	scenarios/quota_3pct.yaml \
	scenarios/quota_3pct_low.yaml \
	scenarios/quota_3pct_high.yaml \
	scenarios/eu_free_movement_undone.yaml \
	scenarios/remittance_cost_3pct.yaml \
	scenarios/tariff_free.yaml

BIN   := $(VENV)/bin
STAMP := $(VENV)/.set-up
# test processes share the cores, so each gets one BLAS thread
# tests of one file run in one process, which solves what they share once
# code is compiled once, wherever Python was told not to: many tests start it anew
PYTEST  := $(BIN)/python -m pytest -n $(JOBS) --dist loadfile -q
TESTENV := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=

.DEFAULT_GOAL := help
.PHONY: help setup run test test-all coverage lint format docs bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(STAMP) ## make .venv, with Ipopt (the other targets do this by themselves)

$(STAMP): pyproject.toml constraints.txt tools/setup tools/check_tools
	@tools/setup "$(PYTHON)" "$(VENV)" "$@"

run: $(STAMP) ## solve the default scenarios and write the report to runs/latest
	@$(BIN)/cge run $(SCENARIOS) --out $(OUT) --jobs $(JOBS) --resume --report

test: lint ## lint, types and the fast tests
	@$(TESTENV) $(PYTEST)

test-all: lint ## the same with the slow tests
	@$(TESTENV) $(PYTEST) -m ""

coverage: $(STAMP) ## the fast tests, and which lines they do not reach; fails below 90%
	@$(TESTENV) $(PYTEST) --cov --cov-report=term

lint: $(STAMP) ## ruff, codespell, mypy
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "ruff format would change the files above: make format" >&2; exit 1; }
	@$(BIN)/codespell
	@$(BIN)/mypy --no-error-summary

format: $(STAMP) ## let ruff rewrite what it can
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

docs: $(STAMP) ## build the documentation into docs/_build/html
	@$(BIN)/python docs/_ext/whole.py
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

bench: $(STAMP) ## time the model at several sizes
	@$(TESTENV) $(BIN)/python benchmarks/run.py

clean: ## remove .venv, results and caches
	rm -rf $(VENV) $(VENV).lock runs docs/_build build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	find cge calibration tests tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
