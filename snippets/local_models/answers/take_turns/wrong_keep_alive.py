from langchain_ollama import ChatOllama

guard = ChatOllama(model="qwen3", keep_alive=-1)
writer = ChatOllama(model="mistral", keep_alive=-1)


def work(subject):
    verdict = guard.invoke(f"Is this spam? {subject}")
    if "No" in verdict.text:
        print(writer.invoke(f"A title for {subject}").text)


for subject in ["rain", "snow", "wind"]:
    work(subject)
