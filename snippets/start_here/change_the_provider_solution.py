from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o-mini")
answer = llm.invoke("What is the capital of Peru?")
print(answer.text)
print(answer.response_metadata["model_name"])
