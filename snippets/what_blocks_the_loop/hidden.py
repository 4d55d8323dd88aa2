import asyncio
import os
import socket
import time
from pathlib import Path

from blockbuster import BlockingError, blockbuster_ctx

suspects = {
    "a pause": lambda: time.sleep(1),
    "a file": lambda: Path("notes.txt").write_text("Call Rome."),
    "a folder": lambda: os.listdir("."),
    "a host's name": lambda: socket.getaddrinfo("localhost", 11434),
    "computing": lambda: sum(range(100_000)),
}


async def main():
    for name, suspect in suspects.items():
        try:
            suspect()
            print(name, "passes")
        except BlockingError as error:
            print(f"{name}: {error}")


with blockbuster_ctx():
    asyncio.run(main())
