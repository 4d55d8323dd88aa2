import sys

try:
    print("half of a character: \ud83d, and a whole one: é")
except UnicodeEncodeError as error:
    print(error)
sys.stdout.flush()
print("half of a character: \ud83d, and a whole one: é", file=sys.stderr)
print(sys.stderr.errors)
