import os
import tempfile
import threading
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "pipe")
    try:
        os.mkfifo(path)
        threading.Thread(target=Path(path).write_text, args=["through a pipe"]).start()
        with open(path) as file:
            print(file.read())
    except OSError as error:
        print(error)
