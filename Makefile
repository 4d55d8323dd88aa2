# Two commands matter: `make serve` and `make test`. `make help` lists the rest.
# All of them set up what they need: a virtual environment in .venv, from requirements.txt, every file checked by its hash.

VENV := .venv
PYTHON := $(VENV)/bin/python
# The banners of two packages about a MkDocs that this site does not use.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true
# Some machines keep Python from writing bytecode, and pytest from what it has made of its plugins: a second in every run.
unexport PYTHONDONTWRITEBYTECODE
ADDRESS ?= 127.0.0.1:8000

.DEFAULT_GOAL := help

# The site serves the snippets, and the package's styles, through links. Where a clone or an archive cannot hold links, a text file stands
# in the place of each.
ifeq ($(wildcard docs/snippets/common.toml),)
$(shell ln -sfn ../snippets docs/snippets)
endif
ifeq ($(wildcard docs/assets/awaited/awaited.css),)
$(shell ln -sfn ../../awaited/site/assets docs/assets/awaited)
endif

# `## what it does` puts a target on the first screen; `#: group: what it does` puts its name there, and the rest on the second.
help: ## Show this
	@grep -hE '^[a-z%.-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'
	@echo
	@grep -hE '^[a-z%.-]+:.*#: ' $(MAKEFILE_LIST) | sed -E 's/:.*#: ([a-z ]+): .*/\t\1/' | awk -F'\t' \
	  '{if (!($$2 in g)) {o[++n] = $$2}; g[$$2] = g[$$2] " " $$1} END {for (i = 1; i <= n; i++) printf "%s:%s\n", o[i], g[o[i]]}' \
	  | fold -s -w 74 | sed -E 's/^([a-z]+:)/  \1/; t; s/^/    /'

help-all: #: also: Say what each of these does
	@grep -hE '^[a-z%.-]+:.*(##|#: [a-z ]+:) ' $(MAKEFILE_LIST) | sed -E 's/:.*(##|#: [a-z ]+:) /\t/' | awk -F'\t' '{printf "  make %-20s %s\n", $$1, $$2}'

# The packages, every file checked by its hash: first uv, which reads the same file in a tenth of the time (pip goes on where uv does not get
# out, since it has settings of its own for that). Then this project itself, for which nothing is downloaded: so that `mkdocs`, `pytest` and
# `awaited` work as typed once the environment is activated.
INSTALL := install --quiet --require-hashes --no-deps -r
$(VENV)/ready: requirements.txt pyproject.toml
	@echo "Setting up the environment (once, about a minute) ..."
	python3 -m venv $(VENV)
	awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements.txt > $(VENV)/uv.txt
	$(PYTHON) -m pip $(INSTALL) $(VENV)/uv.txt
	$(PYTHON) -m uv pip $(INSTALL) requirements.txt --compile-bytecode --python $(PYTHON) || $(PYTHON) -m pip $(INSTALL) requirements.txt
	$(PYTHON) -m pip install --quiet --no-index --no-deps --no-build-isolation --editable .
	@touch $@

serve: $(VENV)/ready ## Serve the site, and reload it when something changes
	@$(PYTHON) browser/build.py || echo "The site is served without Run: see above why it could not be built."
	$(PYTHON) -m mkdocs serve --livereload --dev-addr $(ADDRESS)

# What even swallows the time-out of its test ends the run after a while, with the line at which it loops. And where a worker has crashed,
# xdist may wait for ever for the tests of its group that nobody runs any more.
NO_HANG := -o faulthandler_timeout=120 -o faulthandler_exit_on_timeout=true --max-worker-restart=0

# Both cores of a small machine; more do not help, since the site is built once. CORES=0 runs all in one process.
CORES ?= 2

test: $(VENV)/ready ## Run every snippet and all quick tests, under a minute
	$(PYTHON) -m pytest -n $(CORES) --dist loadgroup $(NO_HANG) $(ARGS)

build: $(VENV)/ready browser ## Build the site strictly into site/
	$(PYTHON) -m mkdocs build --strict
	$(PYTHON) -m tools.build.publish site

# Formatted first: a recording belongs to the code as it is, byte for byte.
record: $(VENV)/ready ## Format the snippets, run them, and record them anew
	$(VENV)/bin/ruff format --quiet snippets
	$(PYTHON) -m pytest tests/test_snippets.py --update-examples -q -n $(CORES) -k "$(ONLY)" $(NO_HANG)

format: $(VENV)/ready ## Format the code
	$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix .

bench: $(VENV)/ready #: measure: Measure what a snippet and an embedding cost, as ratios
	$(PYTHON) tests/bench.py

stress: $(VENV)/ready #: measure: Run snippets with threads or servers, a thousand runs in all, while all cores are busy
	$(PYTHON) tests/stress.py

requirements: $(VENV)/ready #: maintain: Compile pyproject.toml to requirements.txt
	$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 pyproject.toml --all-extras --group dev -o requirements.txt

clean: #: also: Remove what was built
	rm -rf site build .cache .pytest_cache .ruff_cache

.PHONY: help help-all serve test build record format bench stress requirements clean

include $(wildcard make/*.mk)
