import asyncio
import time

from langchain_core.caches import InMemoryCache
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", cache=InMemoryCache())
prompt = ChatPromptTemplate.from_template("Summarise: {review}")
summary = prompt | llm | StrOutputParser()


async def summarise(reviews):
    start = time.perf_counter()
    limit = {"max_concurrency": 2}
    found = await summary.abatch(reviews, limit, return_exceptions=True)
    good = [text for text in found if isinstance(text, str)]
    print(f"{len(good)} summaries, {time.perf_counter() - start:.1f} s")


async def main():
    reviews = ["Boils fast. The lid is loose.", "Lovely colour, but it leaks."]
    await summarise(reviews)
    await summarise([*reviews, "Our third one. Never failed us."])


asyncio.run(main())
