import asyncio

from langchain_ollama import ChatOllama
from ollama import ResponseError


def refused(error):
    return isinstance(error, ResponseError) and error.status_code == 429


llm = ChatOllama(model="gpt-oss:120b-cloud").with_retry(
    retry_if_exception_type=refused, stop_after_attempt=6
)


async def main():
    questions = [f"Sum up review {n}" for n in range(1, 9)]
    answers = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    print(len(answers), "answers")


asyncio.run(main())
