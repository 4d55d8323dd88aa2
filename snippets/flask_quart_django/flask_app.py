from flask import Flask
from langchain_ollama import ChatOllama

app = Flask(__name__)
llm = ChatOllama(model="llama3")


@app.get("/sync/<fruit>")
def sync_view(fruit):
    return llm.invoke(f"Describe {fruit}.").text


@app.get("/async/<fruit>")
async def async_view(fruit):
    llm = ChatOllama(model="llama3")
    answer = await llm.ainvoke(f"Describe {fruit}.")
    return answer.text
