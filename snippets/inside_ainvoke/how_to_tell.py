from langchain_core.language_models import (
    BaseChatModel,
    FakeListChatModel,
    SimpleChatModel,
)
from langchain_ollama import ChatOllama

INHERITED = (BaseChatModel._agenerate, SimpleChatModel._agenerate)


def is_native(model):
    return type(model)._agenerate not in INHERITED


print("ChatOllama:", is_native(ChatOllama(model="llama3")))
print("FakeListChatModel:", is_native(FakeListChatModel(responses=["Hi"])))
