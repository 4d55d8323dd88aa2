import httpx
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3", client_kwargs={"timeout": 5})
try:
    print(llm.invoke("Think it over.").text)
except httpx.ReadTimeout as error:
    print(f"gave up: {error!r}")
