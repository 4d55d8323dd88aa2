import sqlite3
from concurrent.futures import ThreadPoolExecutor

connection = sqlite3.connect(":memory:", check_same_thread=False)

with ThreadPoolExecutor() as pool:
    future = pool.submit(connection.execute, "SELECT 'Tokyo'")
    print(future.result().fetchone()[0])
connection.close()
