import time

import ollama
from langchain_ollama import ChatOllama

ollama.generate(model="mistral", keep_alive="1h")
print([model.model for model in ollama.ps().models])

llm = ChatOllama(model="mistral", keep_alive="1h")
began = time.perf_counter()
llm.invoke("A title for rain")
print(f"the first user waits {time.perf_counter() - began:.1f} s")
