import asyncio
import threading

from langchain_ollama import ChatOllama


class Watched(ChatOllama):
    def _generate(self, *args, **kwargs):
        print("the sync half, in", threading.current_thread().name)
        return super()._generate(*args, **kwargs)

    async def _agenerate(self, *args, **kwargs):
        print("the async half, in", threading.current_thread().name)
        return await super()._agenerate(*args, **kwargs)


llm = Watched(model="llama3")


async def main():
    await asyncio.gather(
        llm.ainvoke("Name a fruit."),
        llm.ainvoke("Name a fruit."),
    )


asyncio.run(main())
llm.invoke("Name a fruit.")
