import asyncio
import os
import stat


async def main():
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()
    print(stat.S_ISFIFO(os.fstat(reading).st_mode))
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb"))
    into, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(writing, "wb"))
    into.write(b"through a pipe\n")
    print(await reader.readline())
    into.close()
    print(await reader.read())
    transport.close()


asyncio.run(main())
