import time

from langchain_openai import ChatOpenAI
from openai import APITimeoutError

llm = ChatOpenAI(model="gpt-4o-mini", timeout=5)
start = time.perf_counter()
try:
    print(llm.invoke("Think it over.").text)
except APITimeoutError as error:
    print("gave up:", error)
print(f"{time.perf_counter() - start:.0f} s")
