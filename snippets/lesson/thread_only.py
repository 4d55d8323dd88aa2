import asyncio

from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_ollama import ChatOllama


class SyncOnlyModel(BaseChatModel):
    """A chat model with sync code and no async code."""

    @property
    def _llm_type(self):
        return "sync-only"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        answer = ChatOllama(model="llama3").invoke(messages)
        return ChatResult(generations=[ChatGeneration(message=answer)])


async def main():
    llm = SyncOnlyModel()
    answers = await asyncio.gather(
        llm.ainvoke("Tell me a joke about elephants"),
        llm.ainvoke("Tell me a joke about monkeys"),
        llm.ainvoke("Tell me a joke about parrots"),
    )
    for answer in answers:
        print(answer.text)


asyncio.run(main())
