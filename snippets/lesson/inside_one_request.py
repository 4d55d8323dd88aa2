import asyncio

from langchain_ollama import ChatOllama


async def ask_all(animals):
    llm = ChatOllama(model="llama3")
    return await asyncio.gather(
        *(llm.ainvoke(f"Tell me a joke about {name}") for name in animals)
    )


def view():
    """An ordinary function: a command, a Streamlit script, a Flask view."""
    answers = asyncio.run(ask_all(["elephants", "monkeys", "parrots"]))
    return "\n".join(answer.text for answer in answers)


print(view())
