from langchain_ollama import ChatOllama
from ollama import ResponseError

small = ChatOllama(model="llama3")
large = ChatOllama(model="llama3:70b")
llm = small.with_retry(wait_exponential_jitter=False)

try:
    answer = llm.invoke("A headline, if the first server is down")
    print(answer.text)
except ResponseError as error:
    print(error)
