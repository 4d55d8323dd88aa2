from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o-mini", temperature=0)
answer = llm.invoke("What is the capital of Peru?")
print(answer.text)
meta = answer.response_metadata
print(meta["model_provider"], meta["model_name"])
