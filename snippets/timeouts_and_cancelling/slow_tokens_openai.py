from langchain_openai import ChatOpenAI
from openai import APITimeoutError

llm = ChatOpenAI(model="gpt-4o-mini", timeout=3, max_retries=0)
try:
    print(llm.invoke("Write a slow poem.").text)
except APITimeoutError:
    print("invoke() gave up.")

for chunk in llm.stream("Write a slow poem."):
    print(chunk.text, end="", flush=True)
