import asyncio

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

REVIEWS = [
    "Boils fast. The lid is loose.",
    "Lovely colour, but it leaks.",
    "Our third one. Never failed us.",
    "%%%%%",
]

prompt = ChatPromptTemplate.from_template
model = ChatOllama(model="llama3") | StrOutputParser()
summary = prompt("Summarise: {review}") | model
report = prompt("Advise the maker: {summaries}") | model


async def main():
    limit = {"max_concurrency": 2}
    found = await summary.abatch(REVIEWS, limit, return_exceptions=True)
    good = [text for text in found if isinstance(text, str)]
    print(*good, sep="\n")
    print(len(found) - len(good), "could not be summarised.")
    print(await report.ainvoke({"summaries": "; ".join(good)}))


asyncio.run(main())
