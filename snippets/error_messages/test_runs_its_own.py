import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def test_answer(stage):
    stage.answers["What is the capital of Japan?"] = "Tokyo."
    answer = asyncio.run(llm.ainvoke("What is the capital of Japan?"))
    assert "Tokyo" in answer.text
