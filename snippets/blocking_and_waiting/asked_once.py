from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = "Which planet is the largest?"

answer = llm.invoke(question)
if "Jupiter" in answer.text:
    print("Right:", answer.text)
