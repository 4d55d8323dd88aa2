import asyncio

from langchain_ollama import ChatOllama


class Guide:
    def __init__(self):
        self.llm = ChatOllama(model="llama3")

    def describe(self, city):
        return self._text(self.llm.invoke(self._question(city)))

    async def adescribe(self, city):
        return self._text(await self.llm.ainvoke(self._question(city)))

    def _question(self, city):
        return f"Describe {city}"

    def _text(self, answer):
        return answer.text.upper()


guide = Guide()
print(guide.describe("Rome"))
print(asyncio.run(guide.adescribe("Oslo")))
