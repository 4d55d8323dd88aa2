import time

from langchain_ollama import ChatOllama

waits = {"initial": 1, "exp_base": 2, "jitter": 0}
llm = ChatOllama(model="llama3").with_retry(
    stop_after_attempt=3, exponential_jitter_params=waits
)

start = time.perf_counter()
answer = llm.invoke("A headline, at the third attempt")
print(answer.text)
print(f"{time.perf_counter() - start:.1f} s")
