import asyncio

from langchain_core.vectorstores import InMemoryVectorStore
from langchain_ollama import OllamaEmbeddings

TEXTS = ["The pool opens at ten.", "The gym closes at eight."]
QUESTIONS = ["When does the pool open?", "When does the gym close?"]


async def main():
    embeddings = OllamaEmbeddings(model="nomic-embed-text")
    store = await InMemoryVectorStore.afrom_texts(TEXTS, embeddings)
    retriever = store.as_retriever(search_kwargs={"k": 1})
    for found in retriever.batch(QUESTIONS):
        print(found[0].page_content)


asyncio.run(main())
