import asyncio

from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

config = {"configurable": {"thread_id": "1", "checkpoint_ns": ""}}


async def main():
    async with AsyncSqliteSaver.from_conn_string(":memory:") as saver:
        kept = await saver.aput(config, empty_checkpoint(), {}, {})
        saver.put_writes(kept, [("text", "half a translation")], "task 1")
        state = await saver.aget_tuple(config)
        print(state.pending_writes)


asyncio.run(main())
