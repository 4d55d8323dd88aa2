import asyncio
import time

import websockets
from chat import app
from serving import serving

URL = "http://127.0.0.1:8000"


async def talk(name, *questions):
    url = URL.replace("http", "ws") + "/chat"
    async with websockets.connect(url) as socket:
        for question in questions:
            began = time.perf_counter()
            await socket.send(question)
            while await socket.recv() != "END":
                pass
            print(f"{name}: {time.perf_counter() - began:.1f} s")


async def leave(question):
    url = URL.replace("http", "ws") + "/chat"
    async with websockets.connect(url) as socket:
        await socket.send(question)
        await socket.recv()
    print("Cyd has left")


async def main():
    await asyncio.gather(
        talk("Ada", "Praise apples.", "Praise pears."),
        talk("Ben", "Praise plums."),
        leave("Tell me about figs."),
    )


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
