from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["rain", "a gremlin", "fog"]
questions = [f"Explain {topic} in a sentence." for topic in topics]

answers = llm.batch(questions)
for topic, answer in zip(topics, answers):
    print(f"{topic}: {answer.text}")
