import io
import sys

for stream in (sys.stdout, sys.stderr):
    print(stream.name, stream.encoding, stream.mode, stream.writable(), stream.closed, stream.fileno())
    raw = stream.buffer
    print(raw.name, raw.writable(), raw.closed, raw.fileno() == stream.fileno())
sys.stdout.reconfigure(line_buffering=True)
print(sys.stdout.write("four\n"), sys.stdout.buffer.write("fünf\n".encode()))
sys.stdout.buffer.flush()
for text in (b"bytes", None, 5):
    try:
        sys.stdout.write(text)
    except TypeError as error:
        print(error)
errors = sys.stderr.buffer
errors.write(b"said in bytes\n")
errors.flush()
print(isinstance(sys.stdout, io.TextIOBase))
