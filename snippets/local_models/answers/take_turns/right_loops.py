from langchain_ollama import ChatOllama

guard = ChatOllama(model="qwen3")
writer = ChatOllama(model="mistral")

good = []
for subject in ["rain", "snow", "wind"]:
    if "No" in guard.invoke(f"Is this spam? {subject}").text:
        good.append(subject)
for subject in good:
    print(writer.invoke(f"A title for {subject}").text)
