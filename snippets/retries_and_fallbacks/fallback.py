from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI

cloud = ChatOpenAI(model="gpt-4o-mini", max_retries=0)
local = ChatOllama(model="llama3")
llm = cloud.with_fallbacks([local])

answer = llm.invoke("A headline, if the first server is down")
print(answer.text)
print("from", answer.response_metadata["model_provider"])
