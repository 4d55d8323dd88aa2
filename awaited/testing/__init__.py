"""Tests on the stage: the pytest plugin.

``plugin`` is what pytest loads: it imports nothing of LangChain until a test asks for the fixture ``stage``. ``stage`` is what that test gets,
``orders`` walks through the orders in which a program may run, ``story`` tells a failure, and ``left`` finds what a test leaves behind.
"""


def is_test(name: str) -> bool:
    """Whether an example is a file of tests, by its name: ``chapter/test_name``."""
    return name.rpartition("/")[2].startswith("test_")
