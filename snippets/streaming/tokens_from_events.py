import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def shout(message):
    return message.text.upper()


async def main():
    chain = llm | shout
    question = "Invent a title for a story about a lighthouse."
    async for event in chain.astream_events(question):
        if event["event"] == "on_chat_model_stream":
            print(event["data"]["chunk"].text, end="|", flush=True)
        elif event["event"] == "on_chain_end" and not event["parent_ids"]:
            print("\n" + event["data"]["output"])


asyncio.run(main())
