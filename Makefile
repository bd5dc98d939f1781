# One place for the commands of design.md 9. `make help` lists them.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check bench lock clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

demo: ## the whole desk with invented data on http://127.0.0.1:$(PORT)
	@$(PYTHON) scripts/bootstrap.py base
	@PORT=$(PORT) $(BIN)/python scripts/demo.py

test: ## everything that can run on this machine; says what it skipped and why
	@$(PYTHON) scripts/bootstrap.py base dev
	@$(BIN)/python -m pytest -n auto -m "not slow" tests

check: ## lint, format, types, import rules, missing migrations, lock files
	@$(PYTHON) scripts/bootstrap.py base dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@DATA_DIR=$$(mktemp -d) $(BIN)/python manage.py check --fail-level WARNING
	@DATA_DIR=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python scripts/check_tree.py

bench: ## measure intake, classification and pages; prints figures with the machine's size
	@$(PYTHON) scripts/bootstrap.py base prod dev
	@$(BIN)/python -m benchmarks

lock: ## resolve requirements/*.in anew into hashed lock files without addresses
	@$(PYTHON) scripts/bootstrap.py base
	@for name in base prod dev browser; do (cd requirements && ../$(BIN)/uv pip compile -q --universal \
		--python-version 3.11 --generate-hashes --no-header $$name.in -o $$name.txt); done

clean: ## remove the environment and all local data
	rm -rf $(VENV) data
