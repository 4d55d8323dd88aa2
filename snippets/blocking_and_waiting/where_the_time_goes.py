import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

start = time.perf_counter()
prompt = " ".join(["Which", "planet", "is", "the", "largest?"])
asked = time.perf_counter()
answer = llm.invoke(prompt)
answered = time.perf_counter()
words = sorted(answer.text.lower().split())
done = time.perf_counter()

print(words)
print(f"preparing the prompt:  {asked - start:.1f} s")
print(f"waiting for the model: {answered - asked:.1f} s")
print(f"sorting the words:     {done - answered:.1f} s")
