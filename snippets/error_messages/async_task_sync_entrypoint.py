from langchain_ollama import ChatOllama
from langgraph.func import entrypoint, task

llm = ChatOllama(model="llama3")


@task
async def ask(question):
    return (await llm.ainvoke(question)).text


@entrypoint()
def answer(question):
    return ask(question).result()


print(answer.invoke("What is the capital of Japan?"))
