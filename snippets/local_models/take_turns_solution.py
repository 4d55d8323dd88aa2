from langchain_ollama import ChatOllama

guard = ChatOllama(model="qwen3")
writer = ChatOllama(model="mistral")
subjects = ["rain", "snow", "wind"]

verdicts = guard.batch([f"Is this spam? {subject}" for subject in subjects])
for subject, verdict in zip(subjects, verdicts):
    if "No" in verdict.text:
        print(writer.invoke(f"A title for {subject}").text)
