import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
running = {}


async def start(run_id, question):
    task = asyncio.create_task(llm.ainvoke(question))
    running[run_id] = task
    try:
        return (await asyncio.shield(task)).text
    except asyncio.CancelledError:
        if asyncio.current_task().cancelling():
            raise
        return "stopped"
    finally:
        task.cancel()
        del running[run_id]


async def stop(run_id):
    await asyncio.sleep(2)
    if run_id in running:
        running[run_id].cancel()


async def main():
    first, second, _ = await asyncio.gather(
        start("run 1", "Write a slow poem."),
        start("run 2", "Write a slow song."),
        stop("run 1"),
    )
    print("run 1:", first)
    print("run 2:", second)


asyncio.run(main())
