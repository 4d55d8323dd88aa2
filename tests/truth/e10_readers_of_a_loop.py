import asyncio
import socket


async def main():
    loop = asyncio.get_running_loop()
    one, two = socket.socketpair()
    got = loop.create_future()
    loop.add_reader(one, lambda: got.set_result(one.recv(10)))
    two.send(b"hello")
    print(await got, loop.remove_reader(one))
    one.close()
    two.close()


asyncio.run(main())
