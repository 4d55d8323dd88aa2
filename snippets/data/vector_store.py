import asyncio

from langchain_core.vectorstores import InMemoryVectorStore
from langchain_ollama import OllamaEmbeddings

TEXTS = [
    "The museum opens at nine.",
    "The last bus leaves at midnight.",
    "A day ticket costs six euros.",
]
QUESTIONS = ["When does the museum open?", "What is a day ticket?"]


async def main():
    embeddings = OllamaEmbeddings(model="nomic-embed-text")
    store = await InMemoryVectorStore.afrom_texts(TEXTS, embeddings)
    searches = [store.asimilarity_search(q, k=1) for q in QUESTIONS]
    for found in await asyncio.gather(*searches):
        print(found[0].page_content)


asyncio.run(main())
