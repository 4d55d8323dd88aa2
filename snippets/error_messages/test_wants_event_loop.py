from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def test_answer(event_loop):
    question = "What is the capital of Japan?"
    answer = event_loop.run_until_complete(llm.ainvoke(question))
    assert "Tokyo" in answer.text
