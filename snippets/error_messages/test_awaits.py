from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def test_answer():
    answer = await llm.ainvoke("What is the capital of Japan?")
    assert "Tokyo" in answer.text
