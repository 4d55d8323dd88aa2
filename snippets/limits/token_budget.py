import asyncio
import time

from langchain_core.messages import HumanMessage
from langchain_core.messages.utils import count_tokens_approximately
from langchain_ollama import ChatOllama

ANSWER = 40  # the longest answer that we accept, in tokens
llm = ChatOllama(model="llama3", num_predict=ANSWER)


class Budget:
    def __init__(self, tokens_a_minute):
        self.seconds_a_token = 60 / tokens_a_minute
        self.next = 0.0

    async def spend(self, tokens):
        now = time.monotonic()
        start = max(now, self.next)
        self.next = start + tokens * self.seconds_a_token
        await asyncio.sleep(start - now)


budget = Budget(tokens_a_minute=6000)


async def ask(question):
    tokens = count_tokens_approximately([HumanMessage(question)])
    await budget.spend(tokens + ANSWER)
    return await llm.ainvoke(question)


async def main():
    long = "Sum up the long one: " + "It was a great read. " * 100
    questions = [long, *[f"Sum up review {n}" for n in range(1, 4)]]
    for answer in await asyncio.gather(*[ask(q) for q in questions]):
        print(answer.text)


asyncio.run(main())
