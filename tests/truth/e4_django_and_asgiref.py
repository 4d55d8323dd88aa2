import asyncio
import threading

from asgiref.sync import async_to_sync, sync_to_async


def where():
    return threading.current_thread() is threading.main_thread()


async def main():
    return await sync_to_async(where)(), await sync_to_async(where, thread_sensitive=False)()


print(asyncio.run(main()), async_to_sync(main)())
