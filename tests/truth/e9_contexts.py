import asyncio
import contextvars
import threading

variable = contextvars.ContextVar("variable", default="unset")
variable.set("main")
seen = []
thread = threading.Thread(target=lambda: seen.append(variable.get()))
thread.start()
thread.join()
print(seen)


async def main():
    loop = asyncio.get_running_loop()
    print(variable.get(), await asyncio.to_thread(variable.get), await loop.run_in_executor(None, variable.get))


asyncio.run(main())
