from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Person(BaseModel):
    name: str
    age: int


llm = ChatOllama(model="llama3")

for text in ["Find: Ida is 41.", "Find: Max, 17, sings."]:
    print(llm.invoke(text).text)
