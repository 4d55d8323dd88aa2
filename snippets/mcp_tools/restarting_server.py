import asyncio
import threading
import time

import uvicorn
from mcp.server.fastmcp import Context, FastMCP


async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(0.5)
    return f"{city} is sunny."


async def diary(context: Context) -> str:
    """Read the user's diary."""
    headers = context.request_context.request.headers
    return f"The diary of {headers['authorization']}"


class Server:
    url = "http://127.0.0.1:8000/mcp"

    def start(self):
        mcp = FastMCP("weather", log_level="CRITICAL")
        mcp.add_tool(weather)
        mcp.add_tool(diary)
        self.running = uvicorn.Server(
            uvicorn.Config(
                mcp.streamable_http_app(),
                port=8000,
                log_level="critical",
                timeout_graceful_shutdown=0,
            )
        )
        self.thread = threading.Thread(target=self.running.run)
        self.thread.start()
        while not self.running.started:
            time.sleep(0.1)

    def stop(self):
        self.running.should_exit = True
        self.thread.join()
