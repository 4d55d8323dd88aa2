from awaited import Answer
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def read(text, tokens):
    seen = []
    async for chunk in llm.astream(text):
        seen.append(chunk.content)
        if len(seen) == tokens:
            break
    return seen


async def test_leaving_early_costs_nothing_more(stage):
    stage.answers["Count"] = Answer("one two three four", per_token=1)
    assert await read("Count", 2) == ["one ", "two "]
    await stage.advance(10)
    assert stage.calls.cancelled.prompts == ["Count"]
