import asyncio
import tempfile
from pathlib import Path

from langchain_community.document_loaders import TextLoader


async def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "note.txt")
        path.write_text("Water the plants.", encoding="utf-8")
        documents = await TextLoader(path).aload()
        print(documents[0].page_content)


asyncio.run(main())
