import asyncio
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from langchain_mcp_adapters.tools import load_mcp_tools
from mcp.server.fastmcp import FastMCP
from mcp.shared.memory import create_connected_server_and_client_session

server = FastMCP("weather", log_level="ERROR")


@server.tool()
async def weather(city: str) -> str:
    """Get today's weather in a city."""
    await asyncio.sleep(0.5)
    return f"{city} is sunny."


@asynccontextmanager
async def lifespan(app):
    connected = create_connected_server_and_client_session(server)
    async with connected as session:
        [app.state.weather] = await load_mcp_tools(session)
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/{city}")
async def ask(city: str):
    [answer] = await app.state.weather.ainvoke({"city": city})
    return answer["text"]


async def main():
    transport = httpx.ASGITransport(app)
    async with (
        lifespan(app),
        httpx.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client,
    ):
        asks = [client.get(f"/{city}") for city in ["Rome", "Oslo", "Lima"]]
        for answer in await asyncio.gather(*asks):
            print(answer.json())


asyncio.run(main())
