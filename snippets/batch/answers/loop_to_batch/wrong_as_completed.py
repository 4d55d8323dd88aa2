from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["hail", "fog", "rain"]

questions = [f"Explain {topic} in a sentence." for topic in topics]
for index, answer in llm.batch_as_completed(questions):
    print(f"{topics[index]}: {answer.text}")
