"""What ``awaited`` does when it is typed: a module for each command, with ``options(parser)`` and ``main(given)``."""


class Refused(Exception):
    """A command cannot do what it was asked; the message says why, and what to do."""
