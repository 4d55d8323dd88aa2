import asyncio

import httpx
from serving import serving
from three_ways import app

URL = "http://127.0.0.1:8000"


async def main():
    question = {"question": "Praise figs."}
    async with httpx.AsyncClient(base_url=URL, timeout=60) as client:
        visits = (client.get("/threads", params=question) for _ in range(41))
        answers = await asyncio.gather(*visits)
    waits = [answer.elapsed.total_seconds() for answer in answers]
    print(f"the first: {min(waits):.1f} s")
    print(f"the last: {max(waits):.1f} s")


if __name__ == "__main__":
    with serving(app):
        asyncio.run(main())
