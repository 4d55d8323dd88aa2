from langchain_core.runnables import RunnableLambda
from langchain_ollama import ChatOllama


async def shout(message):
    return message.text.upper()


chain = ChatOllama(model="llama3") | RunnableLambda(shout)

print(chain.invoke("Explain relativity"))
