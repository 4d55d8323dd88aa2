import asyncio


async def serve(reader, writer):
    writer.write((await reader.readline()).upper())
    writer.close()


async def main():
    async with await asyncio.start_server(serve, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"hello\n")
        print(await reader.read())
        writer.close()


asyncio.run(main())
