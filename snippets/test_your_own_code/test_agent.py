from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_ollama import ChatOllama


@tool
async def weather(city: str) -> str:
    """The weather in a city."""
    return f"rain in {city}"


agent = create_agent(ChatOllama(model="llama3"), [weather])


async def test_uses_its_tool(stage):
    stage.answers["Weather in {city}?"] = {
        "tool_calls": [{"name": "weather", "args": {"city": "{city}"}}],
        "after_tools": "Take an umbrella.",
    }
    asked = {"messages": [("user", "Weather in Paris?")]}
    answer = (await agent.ainvoke(asked))["messages"][-1]
    assert answer.content == "Take an umbrella."
    assert [call.kind for call in stage.recording.calls] == [
        "model",
        "tool",
        "model",
    ]
