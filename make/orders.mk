# Programs with planted faults, in all the orders that the plugin for pytest knows.

test-orders: $(VENV)/ready #: test: Find the planted faults within a hundred orders, and none in their mended twins within a thousand
	$(PYTHON) -m pytest tests/races -p no:randomly -n $(CORES) $(ARGS)

.PHONY: test-orders
