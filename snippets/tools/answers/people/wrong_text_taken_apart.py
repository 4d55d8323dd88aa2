from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Person(BaseModel):
    name: str
    age: int


llm = ChatOllama(model="llama3")

texts = ["Find: Ida is 41.", "Find: Max, 17, sings."]
for answer in llm.batch(texts):
    words = answer.text.replace(",", "").strip(".").split()
    print(words[2], words[-1])
