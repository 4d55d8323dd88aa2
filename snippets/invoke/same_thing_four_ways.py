from langchain_core.messages import HumanMessage
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = "Name a good tea for the evening."

for given in [
    question,
    [HumanMessage(question)],
    [("human", question)],
    [{"role": "user", "content": question}],
]:
    answer = llm.invoke(given)
    tokens = answer.usage_metadata["input_tokens"]
    print(f"{tokens} tokens in: {answer.text}")
