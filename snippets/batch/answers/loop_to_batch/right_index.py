from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
topics = ["hail", "fog", "rain"]

questions = [f"Explain {topic} in a sentence." for topic in topics]
answers = llm.batch(questions)
for n in range(3):
    print(f"{topics[n]}: {answers[n].text}")
