import asyncio
import tempfile
from pathlib import Path

from langchain_community.chat_message_histories import FileChatMessageHistory
from langchain_core.messages import HumanMessage
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def turn(history, text):
    question = HumanMessage(text)
    so_far = await history.aget_messages()
    answer = await llm.ainvoke([*so_far, question])
    await history.aadd_messages([question, answer])


async def main():
    with tempfile.TemporaryDirectory() as folder:
        history = FileChatMessageHistory(str(Path(folder, "chat.json")))
        await turn(history, "My name is Ada.")
        await turn(history, "What is my name?")
        for message in await history.aget_messages():
            print(f"{message.type}: {message.text}")


asyncio.run(main())
