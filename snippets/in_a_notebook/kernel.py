import ast
import asyncio


async def run_all(cells):
    names = {"__name__": "__main__"}
    for number, cell in enumerate(cells, 1):
        print(f"[{number}]")
        flag = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        try:
            result = eval(compile(cell, "cell", "exec", flag), names)
            if asyncio.iscoroutine(result):
                await result
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
        await asyncio.sleep(0.1)  # the next cell takes a moment


def run(*cells):
    asyncio.run(run_all(cells))
