from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["a gremlin", "fog", "wind", "rain"]
questions = [f"Explain {topic} in a sentence." for topic in topics]

print("The weather:")
answers = llm.batch(questions, return_exceptions=True)
for topic, answer in zip(topics, answers):
    if isinstance(answer, Exception):
        print(f"{topic}: failed")
    else:
        print(f"{topic}: {answer.text}")
