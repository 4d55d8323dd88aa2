import asyncio
import threading
import time

from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document


class Pages(BaseLoader):
    def __init__(self, book):
        self.book = book

    def lazy_load(self):
        for page in (1, 2):
            time.sleep(0.5)  # a slow disk
            thread = threading.current_thread().name
            yield Document(f"{self.book}, page {page}, read by {thread}")


async def main():
    books = await asyncio.gather(Pages("Emma").aload(), Pages("Dune").aload())
    for documents in books:
        for document in documents:
            print(document.page_content)


asyncio.run(main())
