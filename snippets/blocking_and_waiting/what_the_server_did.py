from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke("Which planet is the largest?")
print(answer.text)
for part in ["load_duration", "prompt_eval_duration", "eval_duration"]:
    nanoseconds = answer.response_metadata[part]
    print(f"{part:21} {nanoseconds / 1e9:.1f} s")
