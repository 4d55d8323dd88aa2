import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def main():
    title, poem, colour = await asyncio.gather(
        llm.ainvoke("A title for a poem about rain."),
        llm.ainvoke("A poem called Grey Drums."),
        llm.ainvoke("A cover colour for rain poems."),
    )
    print(title.text, poem.text, colour.text, sep="\n")


asyncio.run(main())
