from langchain_ollama import ChatOllama
from quart import Quart
from visitors import visit

app = Quart(__name__)
llm = ChatOllama(model="llama3")


@app.get("/<fruit>")
async def about(fruit):
    return llm.invoke(f"Describe {fruit}.").text


@app.get("/health")
async def health():
    return "ok"


visit(app)
