import os
import select
import socket
import threading
import time


def try_(function, *arguments):
    try:
        return function(*arguments)
    except OSError as error:
        return error


for family, address in ((socket.AF_INET, ("127.0.0.1", 0)), (socket.AF_UNIX, f"\0awaited {os.getpid()}")):
    server = socket.socket(family)
    server.bind(address)
    server.listen()
    client = socket.socket(family)
    client.connect(server.getsockname())
    there, _ = server.accept()
    print(try_(server.shutdown, socket.SHUT_WR), server.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN), end=" ")
    got = []
    thread = threading.Thread(target=lambda got=got, server=server: got.append(try_(server.accept)))
    thread.start()
    time.sleep(0.05)
    print(server.shutdown(socket.SHUT_RDWR), end=" ")
    thread.join()
    print(got, select.select([server], [], [], 0)[0] == [server], try_(server.accept))
    print(client.send(b"x"), there.recv(3), try_(socket.socket(family).connect, server.getsockname()))
    for sock in (server, client, there):
        sock.close()

server, asks, knocks = socket.create_server(("127.0.0.1", 0)), socket.socket(), socket.socket()
asks.connect(server.getsockname())
print(try_(asks.bind, ("127.0.0.1", 0)), server.shutdown(socket.SHUT_RD), try_(asks.recv, 1))
print(try_(knocks.connect, server.getsockname()), try_(server.shutdown, socket.SHUT_RDWR))
for sock in (server, asks, knocks):
    sock.close()
