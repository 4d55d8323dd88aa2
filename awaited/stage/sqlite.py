"""SQLite on the stage: fibers are threads to it, too, and whoever finds a database locked waits in virtual time.

SQLite itself would wait in the one thread of the operating system that all fibers share: for whom has the lock, and cannot go on.
"""

import sqlite3
import sqlite3.dbapi2
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from awaited.stage.patches import Patch
from awaited.stage.scheduler import Parking
from awaited.stage.threads import get_ident, scheduler

_connect, _execute = sqlite3.connect, sqlite3.Connection.execute

PATIENCE = 5.0
"""Seconds that SQLite waits for a lock if it is not told otherwise."""

WAITS = (1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100)
"""Milliseconds after which it tries again, and again; the last one until its patience ends. SQLite's own."""

BUSY = 5
"""SQLite's number for a database that somebody else has locked."""


class _Connection(sqlite3.Connection):
    """A connection that can be referred to weakly, which SQLite's own cannot."""

    __module__ = sqlite3.Connection.__module__
    __qualname__ = "Connection"


_Connection.__name__ = "Connection"


class _Made(NamedTuple):
    """What is known of a connection that was made on the stage."""

    ref: "weakref.ref[Any]"
    ident: int | None
    """The thread that alone may use it; None: any."""
    patience: float
    """Seconds that it waits for a lock."""


class SQLite:
    """The connections of one run."""

    def __init__(self) -> None:
        self._made: dict[int, _Made] = {}

    def connect(self, *args: Any, **kwargs: Any) -> Any:
        """``sqlite3.connect``."""
        if scheduler() is None or len(args) > 5:
            return _connect(*args, **kwargs)
        if kwargs.get("factory", sqlite3.Connection) is sqlite3.Connection:
            kwargs["factory"] = _Connection
        patience = args[1] if len(args) > 1 else kwargs.get("timeout", PATIENCE)
        if len(args) > 1:
            args = (args[0], 0.0, *args[2:])
        else:
            kwargs["timeout"] = 0.0
        connection = _connect(*args, **kwargs)
        own = kwargs.get("check_same_thread", args[4] if len(args) > 4 else True)
        self._made[id(connection)] = _Made(weakref.ref(connection), get_ident() if own else None, patience)
        return connection

    def let_go(self) -> None:
        """Let connections that outlive the stage wait for a lock as SQLite does."""
        for made in self._made.values():
            if (connection := made.ref()) is not None:
                with suppress(sqlite3.Error):  # it is closed, or another thread's
                    _execute(connection, f"PRAGMA busy_timeout = {round(made.patience * 1000)}")
        self._made.clear()

    def _on_stage(self, original: Any) -> Callable[..., Any]:
        def method(this: Any, *args: Any, **kwargs: Any) -> Any:
            if (on := scheduler()) is None:
                return original(this, *args, **kwargs)
            connection: sqlite3.Connection = this if isinstance(this, sqlite3.Connection) else this.connection
            made = self._made.get(id(connection))
            if made is None or made.ref() is not connection:
                return original(this, *args, **kwargs)
            _check(made.ident)
            changes, tries, until = _changes(connection), 0, on.seconds + made.patience
            while True:
                try:
                    return original(this, *args, **kwargs)
                except sqlite3.OperationalError as error:
                    left = until - on.seconds
                    # What has done a part of its work would do it twice.
                    if error.sqlite_errorcode != BUSY or left <= 0 or _changes(connection) != changes:
                        raise
                on.park(Parking(on), min(left, WAITS[min(tries, len(WAITS) - 1)] / 1000), "a database that is locked")
                tries += 1

        method.__name__ = original.__name__
        return method

    def patches(self) -> Iterator[Patch]:
        """What is replaced in ``sqlite3``."""
        why = "fibers are threads to SQLite, too"
        yield Patch(sqlite3, "connect", self.connect, why)
        yield Patch(sqlite3.dbapi2, "connect", self.connect, why)
        for kind, names in (
            (sqlite3.Connection, ("cursor", "commit", "rollback", "close", "execute", "executemany", "executescript")),
            (sqlite3.Cursor, ("execute", "executemany", "executescript", "fetchone", "fetchmany", "fetchall", "close")),
        ):
            for name in names:
                yield Patch(kind, name, self._on_stage(vars(kind)[name]), why)
        yield Patch(sqlite3.Connection, "__exit__", _exit, "C would commit without asking `commit`")


_real_exit = sqlite3.Connection.__exit__


def _exit(connection: sqlite3.Connection, kind: Any, error: Any, trace: Any) -> Any:
    """The end of ``with connection:``."""
    if scheduler() is None:
        return _real_exit(connection, kind, error, trace)
    if kind is not None:
        connection.rollback()
        return False
    try:
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return False


def _changes(connection: sqlite3.Connection) -> int | None:
    """How many rows it has changed; None: it is closed, and may be closed once more."""
    try:
        return connection.total_changes
    except sqlite3.ProgrammingError:
        return None


def _check(ident: int | None) -> None:
    if ident is not None and ident != get_ident():
        raise sqlite3.ProgrammingError(
            "SQLite objects created in a thread can only be used in that same thread. "
            f"The object was created in thread id {ident} and this is thread id {get_ident()}."
        )
