from langchain_ollama import ChatOllama
from quart import Quart

app = Quart(__name__)
llm = ChatOllama(model="llama3")


@app.get("/awaits/<fruit>")
async def awaits(fruit):
    answer = await llm.ainvoke(f"Describe {fruit}.")
    return answer.text


@app.get("/blocks/<fruit>")
async def blocks(fruit):
    return llm.invoke(f"Describe {fruit}.").text


@app.get("/threads/<fruit>")
def threads(fruit):
    return llm.invoke(f"Describe {fruit}.").text


@app.get("/health")
async def health():
    return "ok"
