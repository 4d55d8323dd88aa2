import http.server
import socket
import ssl
import threading

import trustme

authority = trustme.CA()
ours, theirs = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
authority.configure_trust(ours)
authority.issue_cert("localhost").configure_cert(theirs)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
server.socket = theirs.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, args=[0.05]).start()
with socket.create_connection(server.server_address) as plain, ours.wrap_socket(plain, server_hostname="localhost") as secure:
    print(secure.version())
server.shutdown()
server.server_close()
