"""A stream that is left early keeps what it holds."""

import asyncio
from contextlib import aclosing

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Voice:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def tokens(self, text):
        async with self.lock:
            async for chunk in llm.astream(text):
                yield chunk.content

    async def speak(self, text):
        self.current = self.tokens(text)
        started = asyncio.get_running_loop().time()
        said = []
        async for token in self.current:
            said.append(token)
            if asyncio.get_running_loop().time() - started > 1.2:
                break
        return said


class Mended(Voice):
    async def speak(self, text):
        started = asyncio.get_running_loop().time()
        said = []
        async with aclosing(self.tokens(text)) as tokens:
            async for token in tokens:
                said.append(token)
                if asyncio.get_running_loop().time() - started > 1.2:
                    break
        return said


async def two_sentences(stage, voice):
    stage.answers["Say {text}"] = "one two three"
    first = asyncio.ensure_future(voice.speak("Say this"))
    await first
    held = voice.__dict__.pop("current", None)
    async with asyncio.timeout(30):
        assert await Voice.speak(voice, "Say that")
    del held


async def test_fault(stage):
    await two_sentences(stage, Voice())


async def test_mended(stage):
    await two_sentences(stage, Mended())
