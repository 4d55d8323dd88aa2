import asyncio

from langchain_core.vectorstores import InMemoryVectorStore
from langchain_ollama import OllamaEmbeddings

TEXTS = ["The pool opens at ten.", "The gym closes at eight."]
QUESTIONS = ["When does the pool open?", "When does the gym close?"]


async def main():
    embeddings = OllamaEmbeddings(model="nomic-embed-text")
    store = await InMemoryVectorStore.afrom_texts(TEXTS, embeddings)
    retriever = store.as_retriever(search_kwargs={"k": 1})
    async with asyncio.TaskGroup() as group:
        searches = [group.create_task(retriever.ainvoke(q)) for q in QUESTIONS]
    for search in searches:
        print(search.result()[0].page_content)


asyncio.run(main())
