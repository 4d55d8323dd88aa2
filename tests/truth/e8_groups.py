def fail():
    raise ExceptionGroup("several", [OSError("one"), ExceptionGroup("inner", [LookupError("two"), OSError("three")])])


def fails_at_its_end():
    try:
        raise KeyError("first")
    finally:
        raise TypeError("second")


try:
    fail()
except ExceptionGroup as group:
    group.exceptions[1].add_note("a note")
    try:
        fails_at_its_end()
    except TypeError as error:
        raise group from error
