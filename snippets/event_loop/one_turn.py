import asyncio
import heapq

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


class Loop(asyncio.SelectorEventLoop):
    def _run_once(self):
        self.wake()
        for _ in range(len(self._ready)):
            handle = self._ready.popleft()
            if not handle.cancelled():
                handle._run()

    def wake(self):
        patience = 0 if self._ready or self._stopping else None
        if self._scheduled and patience is None:
            patience = max(0, self._scheduled[0].when() - self.time())
        self._process_events(self._selector.select(patience))
        while self._scheduled and self._scheduled[0].when() <= self.time():
            self._ready.append(heapq.heappop(self._scheduled))


async def main():
    answers = await asyncio.gather(
        llm.ainvoke("A story title: whale"),
        llm.ainvoke("A story title: fox"),
        llm.ainvoke("A story title: owl"),
    )
    for answer in answers:
        print(answer.text)


with asyncio.Runner(loop_factory=Loop) as runner:
    runner.run(main())
