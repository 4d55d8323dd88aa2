# Apps under their real servers.

test-real: $(VENV)/ready #: test: Run the apps of the pages under their real servers, with real clients, in a browser and a terminal
	$(PYTHON) -m pytest tests/real -p no:randomly -n $(CORES) --dist loadfile $(ARGS)

pictures: $(VENV)/ready #: maintain: Take the pictures of apps anew that stand on pages
	$(PYTHON) -m pytest tests/real --update-pictures -q -k picture

.PHONY: test-real pictures
