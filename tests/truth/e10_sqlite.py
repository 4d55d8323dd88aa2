import sqlite3
import tempfile
import threading
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.13 wants names for what `connect` is given


def try_(function, *arguments, **named):
    try:
        return function(*arguments, **named)
    except sqlite3.Error as error:
        return f"{type(error).__name__}: {error}"


def count(store):
    return store.execute("select count(*) from it").fetchone()[0]


def in_a_thread(function, *arguments):
    got = []
    thread = threading.Thread(target=lambda: got.append(try_(function, *arguments)))
    thread.start()
    thread.join()
    return str(got[0]).partition(". The object")[0]


def took(function, *arguments):
    began = time.monotonic()
    return try_(function, *arguments), 0.29 < time.monotonic() - began < 1


with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "store.db")
    one = sqlite3.connect(path, 0.3, 0, None)
    one.execute("create table it (n integer primary key, m references it deferrable initially deferred)")
    print(type(one).__name__, one.isolation_level, in_a_thread(one.execute, "select 1"), in_a_thread(one.cursor))
    print(in_a_thread(one.commit), in_a_thread(one.close))
    other = sqlite3.connect(path, timeout=0, check_same_thread=False)
    print(in_a_thread(count, other), other.isolation_level == "")
    free = sqlite3.connect(path, 0.2, 0, "", False)
    print(in_a_thread(count, free))
    free.close()

    with other:
        other.execute("insert into it values (1, null)")
    try:
        with other:
            other.execute("insert into it values (2, null)")
            raise KeyError("rolled back")
    except KeyError as error:
        print(error, count(other))
    other.execute("pragma foreign_keys = on")
    try:
        with other:
            other.execute("insert into it values (3, 99)")
    except sqlite3.IntegrityError as error:
        print(error, other.in_transaction, count(other))
    with other as same:
        print(same is other, list(same.execute("select n from it")))

    one.execute("begin immediate")
    print(took(other.execute, "insert into it values (4, null)"))
    one.rollback()
    other.rollback()
    other.execute("begin immediate")
    print(
        took(one.execute, "insert into it values (5, null)"),
        took(one.executemany, "insert into it values (?, null)", [(6,), (7,)]),
    )
    other.execute("insert into it values (8, null)")
    other.commit()
    cursor = one.cursor()
    print(cursor.execute("select n from it").fetchmany(1), cursor.fetchall(), cursor.fetchone(), cursor.close())
    print(try_(one.execute, "no sql"), try_(cursor.execute, "select 1"))
    for store in (one, other):
        store.close()
    print(try_(count, one))
