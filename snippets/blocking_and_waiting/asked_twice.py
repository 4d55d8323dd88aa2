from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = "Which planet is the largest?"

if "Jupiter" in llm.invoke(question).text:
    print("Right:", llm.invoke(question).text)
