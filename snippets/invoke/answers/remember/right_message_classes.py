from langchain_core.messages import HumanMessage
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

messages = [HumanMessage("Who wrote Hamlet?")]
answer = llm.invoke(messages)
print(answer.text)
messages += [answer, HumanMessage("Where was he born?")]
answer = llm.invoke(messages)
print(answer.text)
