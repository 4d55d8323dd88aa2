from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["rain", "snow", "wind", "fog", "hail", "dew"]
questions = [f"Explain {topic} in a sentence." for topic in topics]

limit = {"max_concurrency": 2}
answers = llm.batch(questions, config=limit)
for topic, answer in zip(topics, answers):
    print(f"{topic}: {answer.text}")
