import time

from langchain_ollama import ChatOllama

llm = ChatOllama(model="mistral")


def ask(subject):
    began = time.perf_counter()
    answer = llm.invoke(f"A title for {subject}")
    loading = answer.response_metadata["load_duration"] / 1e9
    seconds = time.perf_counter() - began
    print(f"{subject}: {seconds:.1f} s, of it {loading:.1f} s loading")


ask("rain")
ask("snow")
time.sleep(6 * 60)
ask("wind")
