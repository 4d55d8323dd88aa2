import socket

try:
    socket.create_connection(("127.0.0.1", 1))
except OSError as error:
    print(error)
try:
    socket.getaddrinfo("nobody.invalid", 80)
except socket.gaierror as error:
    print(type(error).__name__)
