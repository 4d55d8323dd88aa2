from concurrent.futures import ThreadPoolExecutor

from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Person(BaseModel):
    name: str
    age: int


llm = ChatOllama(model="llama3").with_structured_output(Person)

texts = ["Find: Ida is 41.", "Find: Max, 17, sings."]
with ThreadPoolExecutor() as pool:
    for person in pool.map(llm.invoke, texts):
        print(person.name, person.age)
