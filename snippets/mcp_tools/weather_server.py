import asyncio
import contextlib
import threading
import time

import uvicorn
from mcp.server.fastmcp import FastMCP

server = FastMCP("weather", log_level="CRITICAL")
requests = []


@server.tool()
async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(0.5)
    return f"{city} is sunny."


async def app(scope, receive, send):
    requests.append(scope["type"])
    await http(scope, receive, send)


http = server.streamable_http_app()


@contextlib.contextmanager
def serving():
    config = uvicorn.Config(app, port=8000, log_level="critical")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.1)
    try:
        yield "http://127.0.0.1:8000/mcp"
    finally:
        running.should_exit = True
        thread.join()
