import os
import sys

os.environ["MINE"] = "1"
print(os.environ["MINE"], os.getenv("MINE"), os.environ.get("NOT_THERE"), "NOT_THERE" in os.environ)
del os.environ["MINE"]
print(os.getenv("MINE"))
print(__name__, os.path.basename(__file__), len(sys.argv), sys.modules["__main__"].__name__)
