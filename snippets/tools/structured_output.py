from langchain_ollama import ChatOllama
from pydantic import BaseModel


class City(BaseModel):
    name: str
    country: str
    million_people: float


llm = ChatOllama(model="llama3").with_structured_output(City)

city = llm.invoke("Which is the largest city of Peru?")
print(city)
print(f"{city.name} has {city.million_people} million people.")
