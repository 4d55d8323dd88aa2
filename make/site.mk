# After the build, and the checks of the built site.

CHECKS := tools/check/node/node_modules/.package-lock.json
NPM = $(abspath $(VENV))/bin/npm

offline: build #: build: Make build/awaited-offline.zip, the site for reading without a server
	$(PYTHON) -m tools.build.offline site

# Without Run, which adds no address and takes half a minute.
addresses: $(VENV)/ready #: maintain: List the addresses of new pages and headings, so that they stay where they are
	$(PYTHON) -m mkdocs build --quiet --site-dir build/addresses
	$(PYTHON) -m tools.maintain.addresses build/addresses

canary: $(VENV)/ready #: test: Build with Zensical and ProperDocs too, and compare
	$(PYTHON) -m tools.check.canary

# Python's node is for these checks alone: serving and building the site needs no Node.js.
$(CHECKS): tools/check/node/package-lock.json | $(VENV)/ready
	cd tools/check/node && PATH="$(abspath $(VENV))/bin:$$PATH" $(NPM) ci --loglevel=error

# What makes a suite, or a site, of its own, and what readers may answer to exercises.
test-whole: $(VENV)/ready #: test: Judge all answers to exercises, run suites that fail and say why, publish the site, build somebody else's
	$(PYTHON) -m pytest tests/whole -n $(CORES) --dist loadgroup $(ARGS)

test-site: browser $(CHECKS) #: test: Check the built site: links, HTML, axe, weight, screenshots, notebooks; writes build/report
	rm -rf build/report
	$(PYTHON) -m pytest tests/site -p no:randomly -n $(CORES) --dist load -m "not alone" $(ARGS)

# What of it needs no browser: some of it is quicker to break than to notice.
test-static: browser $(CHECKS) #: test: Of these, what needs no browser: links, HTML, workflows
	$(PYTHON) -m pytest tests/site/test_static.py -p no:randomly -n $(CORES) --dist load $(ARGS)

# What measures time runs alone. It adds to the report.
test-site-speed: browser $(CHECKS) #: test: Lighthouse on the built site, and how quick a page is
	$(PYTHON) -m pytest tests/site -p no:randomly -m alone $(ARGS)

screenshots: $(VENV)/ready #: maintain: Take the screenshots anew that test-site compares with
	$(PYTHON) -m pytest tests/site/test_screenshots.py --update-screenshots -q

.PHONY: offline addresses canary test-whole test-site test-static test-site-speed screenshots
