import asyncio

import websockets
from attentive_chat import app
from serving import serving

URL = "http://127.0.0.1:8000"


async def interrupt(first, second):
    url = URL.replace("http", "ws") + "/chat"
    async with websockets.connect(url) as socket:
        await socket.send(first)
        await asyncio.sleep(1)
        await socket.send(second)
        print("Ada:", await socket.recv())


async def leave(question):
    url = URL.replace("http", "ws") + "/chat"
    async with websockets.connect(url) as socket:
        await socket.send(question)
        await asyncio.sleep(1)


async def main():
    await asyncio.gather(
        interrupt("Tell me about apples.", "Praise pears."),
        leave("Tell me about figs."),
    )


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
