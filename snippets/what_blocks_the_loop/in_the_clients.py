import asyncio

from blockbuster import BlockingError, blockbuster_ctx
from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI

ollama = ChatOllama(model="llama3")
openai = ChatOpenAI(model="gpt-4o-mini")


async def try_out(name, suspect):
    try:
        suspect()
        print(name, "passes")
    except BlockingError as error:
        print(f"{name}: {error}")


async def main():
    for llm in [ollama, openai]:
        await llm.ainvoke("Is this line free?")
        print(type(llm).__name__, "asks without blocking")
    await try_out("a new model", lambda: ChatOllama(model="llama3"))
    await try_out(
        "a new model that is looked for",
        lambda: ChatOllama(model="llama3", validate_model_on_init=True),
    )
    await try_out("counting", lambda: openai.get_num_tokens("Is it free?"))


with blockbuster_ctx():
    asyncio.run(main())
