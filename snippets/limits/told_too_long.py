import time

from langchain_openai import ChatOpenAI
from openai import RateLimitError

llm = ChatOpenAI(model="gpt-4o-mini")
for wait in ["two minutes", "a little longer"]:
    start = time.perf_counter()
    try:
        print(llm.invoke(f"Come back in {wait}").text)
    except RateLimitError as error:
        print("refused:", error)
    print(f"{wait}: {time.perf_counter() - start:.0f} s")
