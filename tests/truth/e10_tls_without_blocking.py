import socket
import ssl
import threading
import time

import trustme


def try_(function, *arguments):
    try:
        return function(*arguments)
    except OSError as error:
        return type(error).__name__


authority = trustme.CA()
home, outside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
authority.issue_cert("localhost").configure_cert(home)
authority.configure_trust(outside)
one, other = socket.socketpair()
client = outside.wrap_socket(one, server_hostname="localhost", do_handshake_on_connect=False)
server = home.wrap_socket(other, server_side=True, do_handshake_on_connect=False)
client.setblocking(False)
server.setblocking(False)
for _ in range(2):
    print(try_(client.do_handshake), try_(server.do_handshake))
print(try_(client.recv, 5), client.session_reused, type(client).__name__, type(one).__name__, client.pending())
client.context = outside
print(client.context is outside)

sent = got = 0
text = bytes(50_000)
while (part := try_(client.send, text)) == len(text):
    sent += part
print(part)
while isinstance(part := try_(server.recv, 65_536), bytes):
    got += len(part)
sent += client.send(text)
while isinstance(part := try_(server.recv, 65_536), bytes):
    got += len(part)
print(part, sent == got)

client.settimeout(0.05)
try:
    while True:
        client.send(text)
except TimeoutError as error:
    print(error)
while isinstance(try_(server.recv, 65_536), bytes):
    pass
client.send(text)
while isinstance(try_(server.recv, 65_536), bytes):
    pass
try:
    client.recv(1)
except TimeoutError as error:
    print(error)

client.settimeout(2)
server.settimeout(2)
plain = []
thread = threading.Thread(target=lambda: plain.append(try_(server.unwrap)))
thread.start()
time.sleep(0.05)
print(try_(client.unwrap) is client)
thread.join()
print(plain == [server], client.version(), client.send(b"plain"), server.recv(9))
client.close()
server.close()
