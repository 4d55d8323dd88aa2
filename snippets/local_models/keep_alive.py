import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="mistral", keep_alive="1h")


def ask(subject):
    began = time.perf_counter()
    llm.invoke(f"A title for {subject}")
    print(f"{subject}: {time.perf_counter() - began:.1f} s")


ask("rain")
time.sleep(6 * 60)
ask("wind")
