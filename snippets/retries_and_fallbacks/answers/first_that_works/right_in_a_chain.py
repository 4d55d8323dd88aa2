from langchain_core.runnables import RunnableLambda
from langchain_ollama import ChatOllama
from ollama import ResponseError

small = ChatOllama(model="llama3")
large = ChatOllama(model="llama3:70b")
llm = RunnableLambda(small.invoke).with_fallbacks(
    [RunnableLambda(large.invoke)]
)

try:
    answer = llm.invoke("A headline, if the first server is down")
    print(answer.text)
except ResponseError as error:
    print(error)
