import asyncio

import httpx


def answer(request):
    return httpx.Response(200, json={"models": []})


async def main():
    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(transport=transport) as client:
        reply = await client.get("http://localhost:11434/api/tags")
        print(reply.json())


asyncio.run(main())
