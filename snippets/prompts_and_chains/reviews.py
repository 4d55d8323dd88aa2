import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

REVIEWS = [
    "Boils fast. The lid is loose.",
    "Lovely colour, but it leaks.",
    "Our third one. Never failed us.",
]

prompt = ChatPromptTemplate.from_template
model = ChatOllama(model="llama3") | StrOutputParser()
summary = prompt("Summarise: {review}") | model
report = prompt("Advise the maker: {summaries}") | model


async def main():
    calls = [summary.ainvoke({"review": review}) for review in REVIEWS]
    summaries = await asyncio.gather(*calls)
    print(*summaries, sep="\n")
    print(await report.ainvoke({"summaries": "; ".join(summaries)}))


asyncio.run(main())
