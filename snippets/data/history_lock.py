import asyncio
import tempfile
from pathlib import Path

from langchain_community.chat_message_histories import FileChatMessageHistory
from langchain_core.runnables.history import RunnableWithMessageHistory
from langchain_ollama import ChatOllama

folder = tempfile.TemporaryDirectory()
history = FileChatMessageHistory(str(Path(folder.name, "chat.json")))
llm = ChatOllama(model="llama3")
chat = RunnableWithMessageHistory(llm, lambda session_id: history)
CONFIG = {"configurable": {"session_id": "ada"}}


turns = asyncio.Lock()


async def turn(text):
    async with turns:
        await chat.ainvoke(text, CONFIG)


async def main():
    await asyncio.gather(
        turn("Note: buy milk."),
        turn("Note: call Grandma today."),
        turn("Note: water the plants."),
    )
    for message in history.messages:
        print(f"{message.type}: {message.text}")


with folder:
    asyncio.run(main())
