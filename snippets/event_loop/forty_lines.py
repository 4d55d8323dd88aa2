import heapq
import json
import selectors
import socket
import time
from collections import deque


class Loop:
    def __init__(self):
        self.ready = deque()
        self.timers = []
        self.waiting = selectors.DefaultSelector()

    def run(self, *tasks):
        self.ready.extend(tasks)
        while self.ready or self.timers or self.waiting.get_map():
            self.wake()
            for _ in range(len(self.ready)):
                task = self.ready.popleft()
                try:
                    what, it = task.send(None)
                except StopIteration:
                    continue
                what(task, it)

    def wake(self):
        patience = 0 if self.ready else None
        if self.timers and not self.ready:
            patience = max(0, self.timers[0][0] - time.monotonic())
        for key, _ in self.waiting.select(patience):
            self.waiting.unregister(key.fileobj)
            self.ready.append(key.data)
        while self.timers and self.timers[0][0] <= time.monotonic():
            self.ready.append(heapq.heappop(self.timers)[2])

    def set_timer(self, task, seconds):
        when = time.monotonic() + seconds
        heapq.heappush(self.timers, (when, id(task), task))

    def set_watch(self, task, sock):
        self.waiting.register(sock, selectors.EVENT_READ, task)


class Pause:
    def __init__(self, what, it):
        self.what, self.it = what, it

    def __await__(self):
        yield self.what, self.it


async def ask(animal):
    prompt = {"role": "user", "content": f"A story title: {animal}"}
    body = {"model": "llama3", "messages": [prompt], "stream": False}
    text = json.dumps(body)
    head = f"POST /api/chat HTTP/1.0\r\nContent-Length: {len(text)}"
    with socket.create_connection(("localhost", 11434)) as sock:
        sock.sendall(f"{head}\r\n\r\n{text}".encode())
        await Pause(loop.set_watch, sock)
        answer = sock.makefile("rb").read().partition(b"\r\n\r\n")[2]
    print(json.loads(answer)["message"]["content"])


async def tick():
    for _ in range(3):
        print("tick")
        await Pause(loop.set_timer, 0.6)


loop = Loop()
loop.run(ask("whale"), ask("fox"), ask("owl"), tick())
