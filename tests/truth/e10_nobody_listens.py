import socket
import time

server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
there, _ = server.accept()
there.shutdown(socket.SHUT_RDWR)
print(client.recv(1), client.send(b"a"))
time.sleep(0.05)
for what in (lambda: client.send(b"b"), lambda: there.recv(1), lambda: there.send(b"c")):
    try:
        print(what())
    except OSError as error:
        print(error)
for one in (server, client, there):
    one.close()
