"""A session that has run out is renewed by whoever notices; the second one to renew makes the session of the first invalid."""

import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Backend:
    """Knows one session at a time, as many do."""

    def __init__(self):
        self.session = 0

    async def log_in(self):
        await asyncio.sleep(0.3)
        self.session += 1
        return self.session

    async def store(self, session, text):
        await asyncio.sleep(0.1)
        if session != self.session:
            raise PermissionError("401: this session has ended")


class Client:
    def __init__(self, backend):
        self.backend = backend
        self.session = None
        self.until = -1.0

    async def valid(self):
        now = asyncio.get_running_loop().time()
        if self.session is None or now >= self.until:
            self.session = await self.backend.log_in()
            self.until = now + 30
        return self.session

    async def summarise(self, title):
        answer = await llm.ainvoke(f"Summarise {title}")
        await self.backend.store(await self.valid(), answer.content)


class Mended(Client):
    def __init__(self, backend):
        super().__init__(backend)
        self.renewing = asyncio.Lock()

    async def valid(self):
        async with self.renewing:
            return await super().valid()


async def two_documents(stage, client):
    stage.answers["Summarise {title}"] = "{title}"
    stage.answers["Summarise the long one"] = {"text": "long", "first_token": 2}
    await asyncio.gather(client.summarise("the short one"), client.summarise("the long one"))


async def test_fault(stage):
    await two_documents(stage, Client(Backend()))


async def test_mended(stage):
    await two_documents(stage, Mended(Backend()))
