from flask import Flask
from langchain_ollama import ChatOllama

app = Flask(__name__)
llm = ChatOllama(model="llama3")


@app.get("/async/<fruit>")
async def async_view(fruit):
    answer = await llm.ainvoke(f"Describe {fruit}.")
    return answer.text
