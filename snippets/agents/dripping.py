import asyncio
import contextlib

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n"


@contextlib.asynccontextmanager
async def dripping():
    gone = asyncio.Event()

    async def drip(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD)
        with contextlib.suppress(ConnectionError):
            for letter in b"Rome: sunny.":
                await asyncio.sleep(1)
                writer.write(bytes([letter]))
                await writer.drain()
        writer.close()
        gone.set()

    async with await asyncio.start_server(drip, "127.0.0.1", 8000):
        yield "http://127.0.0.1:8000"
        await gone.wait()
