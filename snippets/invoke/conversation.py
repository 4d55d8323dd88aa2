from langchain_core.messages import HumanMessage
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

messages = [HumanMessage("Which mountain is Africa's highest?")]
answer = llm.invoke(messages)
print(answer.text)

messages += [answer, HumanMessage("How high is it?")]
answer = llm.invoke(messages)
print(answer.text)
