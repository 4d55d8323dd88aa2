import shutil
import sys

print(sys.stdout.isatty(), sys.stdin.isatty(), sys.stdout.fileno(), sys.stderr.fileno())
print(sys.__stdout__ is sys.stdout, shutil.get_terminal_size().columns)
print("directly", file=sys.__stdout__)
try:
    input("A question: ")
except EOFError as error:
    print(error)
