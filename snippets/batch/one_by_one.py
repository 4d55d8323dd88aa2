from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["rain", "snow", "wind", "fog"]
questions = [f"Explain {topic} in a sentence." for topic in topics]

answers = [llm.invoke(question) for question in questions]
for topic, answer in zip(topics, answers):
    print(f"{topic}: {answer.text}")
