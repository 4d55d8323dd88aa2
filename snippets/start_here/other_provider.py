from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o-mini")
answer = llm.invoke("What is the capital of Japan?")
print(answer.text)
