from langchain_core.chat_history import InMemoryChatMessageHistory
from langchain_core.runnables import RunnableLambda
from langchain_core.runnables.history import RunnableWithMessageHistory

RunnableWithMessageHistory(RunnableLambda(str), lambda session: InMemoryChatMessageHistory())
