from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Person(BaseModel):
    name: str
    age: int


llm = ChatOllama(model="llama3").with_structured_output(Person)

for text in ["Find: Ida is 41.", "Find: Max, 17, sings."]:
    person = llm.invoke(text)
    print(person.name, person.age)
