import threading
import time
from contextlib import contextmanager

import uvicorn
from waitress.server import create_server


@contextmanager
def waitress(app, threads=4):
    server = create_server(app, port=8000, threads=threads)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.close()
        server.task_dispatcher.shutdown()
        thread.join()


@contextmanager
def asgi(app):
    config = uvicorn.Config(app, port=8000, log_level="error")
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
