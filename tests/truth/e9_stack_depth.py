import inspect
import sys


def depth(n):
    return n if n == 0 else depth(n - 1)


print(depth(900), sys.getrecursionlimit())
try:
    depth(5000)
except RecursionError as error:
    print(error)
print([frame.function for frame in inspect.stack()][:1])
