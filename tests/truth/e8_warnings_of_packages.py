import warnings

from langchain_core.chat_history import InMemoryChatMessageHistory
from langchain_core.runnables import RunnableLambda
from langchain_core.runnables.history import RunnableWithMessageHistory
from urllib3.exceptions import InsecureRequestWarning

RunnableWithMessageHistory(RunnableLambda(str), lambda _: InMemoryChatMessageHistory())
for _ in range(2):
    warnings.warn("twice", InsecureRequestWarning, stacklevel=1)
InMemoryChatMessageHistory()
