import time
from decimal import Decimal

for seconds in ("1", None, Decimal(1), float("nan"), float("inf"), -1, True, -0.0):
    try:
        time.sleep(seconds)
        print("slept")
    except (ValueError, TypeError, OverflowError) as error:
        print(type(error).__name__, error)
