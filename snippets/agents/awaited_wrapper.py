import asyncio

from langchain.agents import create_agent
from langchain.agents.middleware import wrap_tool_call
from langchain_core.messages import ToolMessage
from langchain_ollama import ChatOllama


def weather(city: str) -> str:
    """Get today's weather in a city."""
    raise ConnectionError("no route to the weather")


@wrap_tool_call
async def report_errors(request, handler):
    try:
        return await handler(request)
    except ConnectionError as error:
        return ToolMessage(
            f"It failed: {error}", tool_call_id=request.tool_call["id"]
        )


async def main():
    agent = create_agent(
        ChatOllama(model="llama3"), [weather], middleware=[report_errors]
    )
    question = {"messages": "Do I need an umbrella in Rome?"}
    print((await agent.ainvoke(question))["messages"][-2].text)


asyncio.run(main())
