"""The clients, made when this is imported."""

from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI

small = ChatOllama(model="llama3")
large = ChatOpenAI(model="gpt-5", api_key="from-the-vault", max_retries=1)
