import asyncio
import threading
import time

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever


class Shelf(BaseRetriever):
    def _get_relevant_documents(self, query, *, run_manager):
        time.sleep(0.5)
        thread = threading.current_thread().name
        return [Document(f"{query}: shelf 4, found by {thread}")]


async def main():
    shelf = Shelf()
    found = await asyncio.gather(
        shelf.ainvoke("Tea"), shelf.ainvoke("Rice"), shelf.ainvoke("Salt")
    )
    for documents in found:
        print(documents[0].page_content)


asyncio.run(main())
