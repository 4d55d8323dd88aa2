import time

from langchain_openai import ChatOpenAI
from openai import APITimeoutError, OpenAI

question = {"role": "user", "content": "Think it over."}
start = time.perf_counter()
try:
    client = OpenAI(max_retries=0)
    client.chat.completions.create(model="gpt-4o-mini", messages=[question])
except APITimeoutError:
    print(f"OpenAI gave up: {(time.perf_counter() - start) / 60:.0f} minutes")

start = time.perf_counter()
answer = ChatOpenAI(model="gpt-4o-mini", max_retries=0).invoke([question])
print(f"ChatOpenAI: {(time.perf_counter() - start) / 60:.0f} minutes")
