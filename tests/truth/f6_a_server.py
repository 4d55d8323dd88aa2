import threading
import time

import httpx
import uvicorn


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"served"})


server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="error"))
thread = threading.Thread(target=server.run)
thread.start()
while not server.started:
    time.sleep(0.01)
port = server.servers[0].sockets[0].getsockname()[1]
print(httpx.get(f"http://127.0.0.1:{port}").text)
server.should_exit = True
thread.join()
