from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Person(BaseModel):
    name: str
    age: int


llm = ChatOllama(model="llama3").with_structured_output(Person)

for person in llm.batch(["Find: Ida is 41.", "Find: Max, 17, sings."]):
    print(person.name, person.age)
