import threading
import time
from contextlib import contextmanager

import uvicorn


@contextmanager
def serving(app):
    config = uvicorn.Config(app, port=8000, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.1)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
