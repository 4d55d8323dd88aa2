import asyncio
import logging.handlers
import pickle
import socket
import socketserver
import threading
import time


def fails(function, *arguments):
    try:
        print(function(*arguments))
    except OSError as error:
        print(error)


class Shout(socketserver.BaseRequestHandler):
    def handle(self):
        text, sock = self.request
        sock.sendto(text.upper(), self.client_address)


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, text, sender):
        self.transport.sendto(text, sender)


class Hears(asyncio.DatagramProtocol):
    def __init__(self, heard):
        self.heard = heard

    def datagram_received(self, text, sender):
        self.heard.set_result(text)

    def error_received(self, error):
        print("error", error)


async def main():
    loop = asyncio.get_running_loop()
    there, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    heard = loop.create_future()
    here, _ = await loop.create_datagram_endpoint(lambda: Hears(heard), remote_addr=there.get_extra_info("sockname"))
    here.sendto(b"hello")
    print(await heard)
    there.close()
    await asyncio.sleep(0.05)
    here.sendto(b"is anybody there?")
    await asyncio.sleep(0.05)
    here.close()


one, other = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in "ab")
one.bind(("127.0.0.1", 0))
print(one.type.name, other.getsockname(), other.sendto(b"hello", one.getsockname()))
text, sender = one.recvfrom(3)
print(text, sender == ("127.0.0.1", other.getsockname()[1]))
one.sendto(b"", sender)
print(other.recvfrom(9)[0])
other.connect(one.getsockname())
other.send(b"first")
other.send(b"second")
print(one.recv(9), one.recv(9))
one.settimeout(0.05)
fails(one.recv, 9)
fails(one.listen)
fails(one.send, b"to whom?")
fails(other.send, bytes(70_000))
fails(socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind, one.getsockname())
address = one.getsockname()
one.close()
other.send(b"nobody is there")
time.sleep(0.05)
fails(other.recv, 9)
other.close()

with socketserver.UDPServer(("127.0.0.1", 0), Shout) as server:
    threading.Thread(target=server.serve_forever, args=[0.05]).start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"quietly", server.server_address)
        print(client.recv(9))
    server.shutdown()
asyncio.run(main())
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
    ear.bind(("127.0.0.1", 0))
    handler = logging.handlers.DatagramHandler(*ear.getsockname())
    logging.getLogger("datagrams").addHandler(handler)
    logging.getLogger("datagrams").warning("sent away")
    print(pickle.loads(ear.recv(2000)[4:])["msg"])
    handler.close()
