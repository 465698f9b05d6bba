# The two commands of the README, and those of every day.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check bench assets messages lock clean

demo: .venv/run.installed  ## install, make the demonstration city, run everything
	@$(BIN)/tongban demo

test: .venv/test.installed  ## install what tests need and run all of them
	@tools/install-browser.sh
	@tools/test.sh

check: .venv/test.installed  ## lint, types, import contracts, translations, assets
	@tools/check.sh

bench: .venv/test.installed  ## the figures of the README; see benchmarks/README.md
	@$(BIN)/python -m benchmarks

assets:  ## build style sheets and scripts (needs npm)
	npm ci --silent && npm run --silent build

messages: .venv/test.installed  ## collect and compile translations
	$(BIN)/python -m tongban.config.translations

lock:  ## lock dependencies with hashes and without host names (needs uv)
	uv lock --upgrade
	uv export --frozen --no-emit-project --no-default-groups --group build --no-header --no-annotate -q -o requirements.lock
	uv export --frozen --no-emit-project --no-default-groups --group build --group dev --no-header --no-annotate -q -o requirements-dev.lock

clean:
	rm -rf .venv var node_modules

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; $(PYTHON) -m pip install --quiet --user --break-system-packages virtualenv && $(PYTHON) -m virtualenv --quiet .venv; }

.venv/run.installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.installed: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "Installing …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ .venv/run.installed
