# Sunshine Village: `make demo` shows it, `make test` checks it. Everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
LOCK := $(VENV)/bin/pip-compile --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	--no-emit-trusted-host --allow-unsafe --strip-extras --quiet
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench fuzz faults lock clean

help:
	@echo "make demo    fill the fictional township and serve it on this machine"
	@echo "make test    run the tests"
	@echo "make setup   build the environment in $(VENV), with $(VENV)/bin/village"
	@echo "make lint    check style and types, and the requirements for known holes"
	@echo "make bench   measure; a table, and the same at build/bench.json"
	@echo "make fuzz    damage ten thousand spreadsheets and judge what is read"
	@echo "make faults  kill imports, backups, migrations and more at each of their steps"
	@echo "make lock    resolve the requirements anew, with hashes"
	@echo "make clean   remove $(VENV), build and caches"

setup: $(STAMP)

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
		echo "Python 3.11 or newer is needed, and '$(PYTHON)' was not found. Try: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot make environments. On Debian and Ubuntu, install the package python3-venv." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): requirements-dev.txt pyproject.toml | $(VENV)/bin/python
	@$(VENV)/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(VENV)/bin/python -m pip install -qq --no-deps --no-build-isolation --no-index -e .
	@touch $@

demo: setup
	$(VENV)/bin/village demo

test: setup
	$(VENV)/bin/pytest -rs -n auto --dist loadfile

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy --strict loaders dashboard
	@mkdir -p build && rm -f build/audit.json
	@$(VENV)/bin/pip-audit --require-hashes --disable-pip -r requirements.txt --timeout 10 --progress-spinner off \
		--format json --output build/audit.json >build/audit.log 2>&1; status=$$?; \
	if [ ! -s build/audit.json ]; then \
		echo "audit of the requirements: skipped, the list of known holes cannot be asked from here (build/audit.log)"; \
	elif [ $$status -ne 0 ]; then \
		echo "audit of the requirements: known holes, see build/audit.json" >&2; cat build/audit.log >&2; exit 1; \
	else echo "audit of the requirements: no known hole"; fi

bench: setup
	@mkdir -p build
	$(VENV)/bin/python -m tests.benchmark

fuzz: setup
	$(VENV)/bin/python -m tests.fuzz

faults: setup
	FAULTS=all $(VENV)/bin/pytest -rP tests/bad_days/test_every_step.py tests/bad_days/test_rekey.py tests/loaders/test_migrations.py | grep -E "^killed at|^_+ |passed|failed|Error"

lock: setup
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --extra dev --build-deps-for editable --output-file requirements-dev.txt pyproject.toml

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
	find loaders dashboard sample_data tests -name __pycache__ -type d -prune -exec rm -rf {} +
