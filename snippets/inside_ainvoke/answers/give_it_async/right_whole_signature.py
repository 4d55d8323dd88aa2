import asyncio

from langchain_core.language_models import SimpleChatModel
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_ollama import ChatOllama

ollama = ChatOllama(model="llama3")


class LoudModel(SimpleChatModel):
    _llm_type = "loud"

    def _call(self, messages, stop=None, run_manager=None, **kwargs):
        return ollama.invoke(messages).text.upper()

    async def _agenerate(
        self, messages, stop=None, run_manager=None, **kwargs
    ):
        answer = await ollama.ainvoke(messages, stop=stop)
        loud = answer.model_copy(update={"content": answer.text.upper()})
        return ChatResult(generations=[ChatGeneration(message=loud)])


async def main():
    llm = LoudModel()
    questions = [f"Name fruit number {n}." for n in range(1, 13)]
    answers = await asyncio.gather(*[llm.ainvoke(q) for q in questions])
    print(answers[-1].text)


asyncio.run(main())
