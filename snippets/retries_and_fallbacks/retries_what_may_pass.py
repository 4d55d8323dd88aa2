import time

import httpx
from langchain_ollama import ChatOllama
from ollama import ResponseError


def may_pass(error):
    if isinstance(error, ResponseError):
        return error.status_code in (429, 500, 502, 503, 504)
    return isinstance(error, (ConnectionError, httpx.TransportError))


llm = ChatOllama(model="llama3").with_retry(retry_if_exception_type=may_pass)

start = time.perf_counter()
try:
    print(llm.invoke("A headline in a language you do not know").text)
except ResponseError as error:
    print(error)
print(f"{time.perf_counter() - start:.1f} s")
