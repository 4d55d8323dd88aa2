import datetime
import logging.handlers
import os
import tempfile
import time
from pathlib import Path

folder = tempfile.TemporaryDirectory()
path = Path(folder.name, "cache.txt")
path.write_text("one")
print(abs(path.stat().st_mtime - time.time()) < 1)
time.sleep(1.2)
print(round(time.time() - os.path.getmtime(path)))
print(datetime.datetime.fromtimestamp(path.stat().st_mtime).date() == datetime.date.today())
path.touch()
print(round(time.time() - os.path.getmtime(path)))
os.utime(path, (1, 2))
print(path.stat().st_mtime)

log = os.path.join(folder.name, "log.txt")
handler = logging.handlers.TimedRotatingFileHandler(log, when="S", interval=1)
logging.getLogger("dated").addHandler(handler)
for text in ("first", "second"):
    logging.getLogger("dated").warning(text)
    time.sleep(1.2)
handler.close()
print(len(os.listdir(folder.name)), Path(log).read_text().strip())
folder.cleanup()
