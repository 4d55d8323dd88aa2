import asyncio
import time

from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

ask = ChatOllama(model="llama3") | StrOutputParser()
shorten = ChatPromptTemplate.from_template(
    "Explain relativity in one line: {text}"
)
chain = ask | shorten | ask

start = time.perf_counter()
print(chain.invoke("Explain relativity"))
print(f"invoke: {time.perf_counter() - start:.1f} s")

start = time.perf_counter()
print(asyncio.run(chain.ainvoke("Explain relativity")))
print(f"ainvoke: {time.perf_counter() - start:.1f} s")
