import os
import socket
import stat
import tempfile

folder = tempfile.TemporaryDirectory()
path = os.path.join(folder.name, "door")
for attempt in ("first", "second"):
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        try:
            server.bind(path)
        except OSError as error:
            print(attempt, error)
            break
        server.listen()
        print(stat.S_ISSOCK(os.stat(path).st_mode))
        client.connect(path)
        client.sendall(b"hello")
        print(server.accept()[0].recv(9))
for present in (True, False):
    try:
        socket.socket(socket.AF_UNIX).connect(path)
    except OSError as error:
        print(error)
    if present:
        os.unlink(path)
folder.cleanup()
