import httpx
from langchain_ollama import ChatOllama

llm = ChatOllama(model="mistral", client_kwargs={"timeout": 1.5})

for attempt in 1, 2:
    try:
        print(llm.invoke("A title for rain").text)
    except httpx.ReadTimeout as error:
        print(f"attempt {attempt}: {error}")
