import sqlite3
import threading

connection = sqlite3.connect(":memory:")


def ask():
    try:
        print(connection.execute("select 1").fetchone())
    except sqlite3.ProgrammingError as error:
        print(str(error).partition(". ")[0])


thread = threading.Thread(target=ask)
thread.start()
thread.join()
ask()
