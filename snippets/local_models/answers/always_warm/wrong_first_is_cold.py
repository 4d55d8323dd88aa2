import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="mistral", keep_alive="1h")


def ask(subject):
    began = time.perf_counter()
    llm.invoke(f"A title for {subject}")
    print(f"{subject}: {time.perf_counter() - began:.1f} s")


time.sleep(10)  # nobody is there yet
ask("rain")
time.sleep(20 * 60)
ask("snow")
