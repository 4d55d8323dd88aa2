"""A service loads a conversation, asks, and stores it: who sends a second message before the first is answered loses one of them."""

import asyncio

import httpx
from fastapi import FastAPI
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

llm = ChatOpenAI(model="gpt-4o-mini", api_key="sk-test")


class Message(BaseModel):
    text: str


class Store:
    """A database in small: what is loaded is a copy."""

    def __init__(self):
        self.rows = {}

    async def load(self, user):
        await asyncio.sleep(0.01)
        return list(self.rows.get(user, []))

    async def save(self, user, messages):
        await asyncio.sleep(0.01)
        self.rows[user] = messages


def service(one_at_a_time):
    app, store, locks = FastAPI(), Store(), {}

    async def answer(user, text):
        messages = await store.load(user)
        messages.append(("user", text))
        reply = await llm.ainvoke(messages)
        messages.append(("assistant", reply.content))
        await store.save(user, messages)
        return reply.content

    @app.post("/users/{user}/messages")
    async def post(user: str, message: Message):
        if not one_at_a_time:
            return {"reply": await answer(user, message.text)}
        async with locks.setdefault(user, asyncio.Lock()):
            return {"reply": await answer(user, message.text)}

    @app.get("/users/{user}/messages")
    async def get(user: str):
        return await store.load(user)

    return app


async def two_messages(stage, app):
    stage.answers["{text}"] = "I see."
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:

        async def send(text, after):
            await asyncio.sleep(after)
            (await client.post("/users/ann/messages", json={"text": text})).raise_for_status()

        await asyncio.gather(send("I have a question.", 0), send("It is about cats.", 2))
        rows = (await client.get("/users/ann/messages")).json()
    assert len(rows) == 4


async def test_fault(stage):
    await two_messages(stage, service(one_at_a_time=False))


async def test_mended(stage):
    await two_messages(stage, service(one_at_a_time=True))
