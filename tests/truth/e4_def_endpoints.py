import asyncio
import time

import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def slow():
    time.sleep(0.1)
    return "slow"


async def main():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        answers = await asyncio.gather(*(client.get("/") for _ in range(3)))
    print([answer.json() for answer in answers])


asyncio.run(main())
