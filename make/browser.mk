# Python in the reader's browser: see browser/build.py. A site without it builds and reads the same.

browser: $(VENV)/ready #: build: Build what pages need to run Python, into docs/run/ (about half a minute; only when something has changed)
	$(PYTHON) browser/build.py

test-browser: browser #: test: Run every snippet in Chromium, and use the page as a reader would
	$(PYTHON) -m pytest tests/browser -p no:randomly -n $(CORES) --dist load $(ARGS)

# Debian's firefox-esr, webkit2gtk-driver and xvfb.
test-engines: browser #: test: A smoke run in Firefox and WebKitGTK: the lesson, Run, stepping, the keyboard
	$(PYTHON) -m pytest tests/engines -p no:randomly $(ARGS)

bench-browser: browser #: measure: Measure the start, the second run and the sizes in Chromium
	$(PYTHON) -m tests.browser.bench

.PHONY: browser test-browser test-engines bench-browser
