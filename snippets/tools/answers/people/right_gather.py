import asyncio

from langchain_ollama import ChatOllama
from pydantic import BaseModel


class Person(BaseModel):
    name: str
    age: int


llm = ChatOllama(model="llama3").with_structured_output(Person)


async def main():
    people = await asyncio.gather(
        llm.ainvoke("Find: Ida is 41."), llm.ainvoke("Find: Max, 17, sings.")
    )
    for person in people:
        print(person.name, person.age)


asyncio.run(main())
