import time

from langchain_core.runnables import RunnableLambda
from langchain_ollama import OllamaLLM

llm = OllamaLLM(model="llama3")
topics = ["rain", "snow", "wind", "fog"]
questions = [f"Explain {topic} in a sentence." for topic in topics]

start = time.perf_counter()
llm.batch(questions)
print(f"batch() of the model: {time.perf_counter() - start:.1f} s")

start = time.perf_counter()
RunnableLambda(llm.invoke).batch(questions)
print(f"batch() around it: {time.perf_counter() - start:.1f} s")
