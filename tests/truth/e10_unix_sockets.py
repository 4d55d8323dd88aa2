import asyncio
import os
import socket
import stat
import tempfile
from pathlib import Path


async def main(path):
    async def answer(reader, writer):
        writer.write(await reader.readline())
        writer.close()

    async with await asyncio.start_unix_server(answer, path):
        os.chmod(path, 0o600)
        print(oct(os.stat(path).st_mode), stat.S_ISSOCK(os.stat(path).st_mode))
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(b"hello\n")
        print(await reader.read())
        writer.close()
        with socket.socket(socket.AF_UNIX) as other:
            try:
                other.bind(path)
            except OSError as error:
                print(error)
    try:
        await asyncio.open_unix_connection(path)
    except OSError:  # since Python 3.13 the file is gone as well
        print("nobody")


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(main(f"{folder}/server"))
    os.chdir(folder)
    with socket.socket(socket.AF_UNIX) as one, socket.socket(socket.AF_UNIX) as client:
        one.bind("relative")
        one.listen()
        client.connect(str(Path(folder, "relative")))
        print(client.getpeername())
    with socket.socket(socket.AF_UNIX) as client:
        for name in ("relative", "nowhere"):
            try:
                client.connect(name)
            except OSError as error:
                print(type(error).__name__)
    os.chdir("/")
