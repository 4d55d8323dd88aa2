import asyncio

from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_ollama import ChatOllama


@tool
async def weather(city: str) -> str:
    """Say what the weather in a city is."""
    await asyncio.sleep(0.8)
    return "rain"


@tool
async def hotel(city: str) -> str:
    """Say what a hotel room in a city costs."""
    await asyncio.sleep(1.2)
    return "90 euros"


TOOLS = {"weather": weather, "hotel": hotel}
llm = ChatOllama(model="llama3").bind_tools([weather, hotel])


async def main():
    messages = [HumanMessage("Plan my weekend in Lisbon.")]
    asked = await llm.ainvoke(messages)
    results = []
    for call in asked.tool_calls:
        results.append(await TOOLS[call["name"]].ainvoke(call))
    answer = await llm.ainvoke([*messages, asked, *results])
    print(*[r.content for r in results], answer.text, sep="\n")


asyncio.run(main())
