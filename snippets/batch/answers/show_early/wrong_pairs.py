from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["rain", "a gremlin", "fog", "wind"]
questions = [f"Explain {topic} in a sentence." for topic in topics]

results = llm.batch_as_completed(questions, return_exceptions=True)
for index, (_, answer) in enumerate(results):
    if isinstance(answer, Exception):
        print(f"{topics[index]}: failed")
    else:
        print(f"{topics[index]}: {answer.text}")
