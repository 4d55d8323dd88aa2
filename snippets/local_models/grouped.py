from langchain_ollama import ChatOllama

SUBJECTS = ["rain", "snow"]
guard = ChatOllama(model="qwen3")
writer = ChatOllama(model="mistral")

verdicts = guard.batch([f"Is this spam? {s}" for s in SUBJECTS])
for subject, verdict in zip(SUBJECTS, verdicts):
    if "No" in verdict.text:
        print(writer.invoke(f"A title for {subject}").text)
