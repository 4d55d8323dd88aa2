from langchain_core.tools import tool
from langchain_ollama import ChatOllama


@tool
def weather(city: str) -> str:
    """Say what the weather in a city is."""
    return f"{city}: sunny"


llm = ChatOllama(model="llama3").bind_tools([weather])
answer = llm.invoke("Do I need an umbrella in Rome?")
print(f"Text: {answer.text!r}")
for call in answer.tool_calls:
    print(f"It asks for {call['name']} with {call['args']}")
