from langchain_ollama import ChatOllama

guard = ChatOllama(model="phi3")
writer = ChatOllama(model="mistral")

for subject in ["rain", "snow"]:
    if "No" in guard.invoke(f"Is this spam? {subject}").text:
        print(writer.invoke(f"A title for {subject}").text)
