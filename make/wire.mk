# The real client over HTTP, a real Ollama, other Pythons, other versions.

stand-in: $(VENV)/ready #: also: Answer as Ollama would, on its port, without a model
	$(PYTHON) -m awaited model

test-wire: $(VENV)/ready #: test: Run a sample of the examples that ask a server with the real client, over HTTP
	$(PYTHON) -m pytest tests/wire -p no:randomly $(ARGS)

test-live: $(VENV)/ready #: test: The same against a real Ollama, if one answers at OLLAMA_HOST
	$(PYTHON) -m pytest tests/live -p no:randomly $(ARGS)

test-python-%: $(VENV)/ready #: test: Run the suite on another Python: make test-python-3.13
	$(PYTHON) -m tools.maintain.versions site:$*

test-lowest: $(VENV)/ready #: test: Run the suite with the lowest versions that pyproject.toml admits
	$(PYTHON) -m tools.maintain.versions lowest:3.11

test-newest: $(VENV)/ready #: test: Run the suite with the newest releases
	$(PYTHON) -m tools.maintain.versions newest:3.13

test-package: $(VENV)/ready #: test: Type the plain commands; install the wheel where this repository is not, and use each way in
	$(PYTHON) -m pytest tests/package -p no:randomly $(ARGS)

test-versions: $(VENV)/ready #: test: Run what needs environments of its own: older programs, the table of integrations
	$(PYTHON) -m pytest tests/versions -p no:randomly $(ARGS)

# The page is written last: what failed before it stands on it.
tested: $(VENV)/ready #: maintain: Run all of that, and write the page "What was tested" of it
	rm -rf build/versions
	-$(PYTHON) -m tools.maintain.versions site:3.11 site:3.12 site:3.13 lowest:3.11 newest:3.13 wire:site:3.11 elsewhere:site:3.11
	$(PYTHON) -m tools.maintain.tested

record-community: $(VENV)/ready #: maintain: Run older programs with langchain-community 0.4.1, and write their recordings anew
	$(PYTHON) -m pytest tests/versions/test_elsewhere.py --update-examples -q

integrations: $(VENV)/ready #: maintain: Look at the classes of all integrations, and write the table and docs/integrations.json
	$$($(PYTHON) -m tools.maintain.environments integrations) -m tools.maintain.integrations --write

requirements-others: $(VENV)/ready #: maintain: Compile the requirements of the other environments
	$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --resolution lowest-direct pyproject.toml --all-extras --group dev -o requirements/lowest.txt
	$(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.12 \
	  requirements/peers.in -o requirements/peers.txt
	for name in community integrations; do \
	  $(PYTHON) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	    requirements/$$name.in -o requirements/$$name.txt; \
	done

.PHONY: stand-in test-wire test-live test-lowest test-newest test-package test-versions tested record-community integrations requirements-others
