import threading
import time
from contextlib import contextmanager

import uvicorn


@contextmanager
def serving(app, **options):
    config = uvicorn.Config(app, port=8000, log_level="error", **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
