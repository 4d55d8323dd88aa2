import io
import sys

print(sys.stdin.name, repr(sys.stdin.read()), sys.stdin.buffer.read())
wrapper = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
print("through", file=wrapper)
wrapper.detach()
wrapper = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
wrapper.write("let go\n")
del wrapper
try:
    print("x")
except ValueError as error:
    print(error, file=sys.stderr)
