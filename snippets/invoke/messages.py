from langchain_core.messages import HumanMessage, SystemMessage
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke(
    [
        SystemMessage("You are a waiter. Answer in one sentence."),
        HumanMessage("Name a good tea for the evening."),
    ]
)
print(answer.text)
