import socket


def try_(function, *arguments):
    try:
        print(function(*arguments))
    except (OSError, OverflowError, TypeError) as error:
        print(type(error).__name__, error)


with socket.socket() as one:
    try_(one.connect, ("127.0.0.1", 99999))
    try_(one.bind, ("127.0.0.1", -1))
    try_(one.bind, "127.0.0.1")
    try_(one.connect, ("127.0.0.1", "80"))
    try_(one.connect, (None, 80))
    try_(one.connect, ("127.0.0.1",))
    try_(one.send, "text")
    try_(one.settimeout, "1")
    try_(one.setsockopt, socket.SOL_SOCKET, socket.SO_KEEPALIVE, "1")
try_(socket.socket, 999)
try_(socket.socket, socket.AF_INET, 77)
try_(socket.getaddrinfo, "127.0.0.1", "nonsense")
try_(socket.create_connection, ("127.0.0.1", 65536 + 1))
