import sqlite3
import tempfile
import threading
import time

folder = tempfile.TemporaryDirectory()
path = f"{folder.name}/numbers.db"
started = time.monotonic()
with sqlite3.connect(path) as one:
    one.execute("create table numbers (number)")


def write(number, patience):
    other = sqlite3.connect(path, timeout=patience)
    try:
        with other:
            other.execute("insert into numbers values (?)", [number])
            time.sleep(0.2)
    except sqlite3.OperationalError as error:
        print(number, error)
    other.close()


threads = [threading.Thread(target=write, args=pair) for pair in [(1, 5), (2, 5), (3, 0.05)]]
for thread in threads:
    thread.start()
    time.sleep(0.02)
for thread in threads:
    thread.join()
print(one.execute("select * from numbers").fetchall(), 0.4 < time.monotonic() - started < 2, type(one))
one.close()
folder.cleanup()
