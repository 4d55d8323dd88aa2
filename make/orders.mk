# Programs with planted faults, in all the orders that the plugin for pytest knows. An order costs some 20 ms of processor time, so that a
# thousand of each twin take some six minutes on two cores, and 300 less than two.

test-orders: $(VENV)/ready #: test: Find the planted faults within a hundred orders, and none in their mended twins within 300
	$(PYTHON) -m pytest tests/races -p no:randomly -n $(CORES) $(ARGS)

test-orders-all: $(VENV)/ready #: test: The same, with a thousand orders of each twin, some six minutes
	$(PYTHON) -m pytest tests/races -p no:randomly -n $(CORES) --twins=1000 $(ARGS)

# Needs Python 3.12, and some ten minutes; `make peers ONLY="cache_stampede over_budget"` does with less.
peers: $(VENV)/ready #: measure: Run the planted faults on other simulators of asyncio, side by side with ours
	peers=$$($(PYTHON) -m tools.maintain.environments peers --python 3.12) && $(PYTHON) tests/races/peers.py "$$peers" $(ONLY)

.PHONY: test-orders test-orders-all peers
