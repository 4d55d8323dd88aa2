import asyncio
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from langchain.agents import create_agent
from langchain_ollama import ChatOllama
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver


@asynccontextmanager
async def lifespan(app):
    async with AsyncSqliteSaver.from_conn_string("chats.db") as saver:
        llm = ChatOllama(model="llama3")
        app.state.agent = create_agent(llm, [], checkpointer=saver)
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/{thread}")
async def ask(thread: str, text: str):
    config = {"configurable": {"thread_id": thread}}
    state = await app.state.agent.ainvoke({"messages": text}, config)
    return len(state["messages"])


async def visit(text):
    transport = httpx.ASGITransport(app)
    async with (
        lifespan(app),
        httpx.AsyncClient(
            transport=transport, base_url="http://test"
        ) as client,
    ):
        answer = await client.get("/family", params={"text": text})
        print(text, "->", answer.json(), "messages")


asyncio.run(visit("Recommend apples."))
asyncio.run(visit("Recommend pears."))
