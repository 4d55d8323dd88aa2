import asyncio

import aiosqlite


async def main():
    async with aiosqlite.connect(":memory:") as db:
        await db.execute("create table t (x)")
        await db.execute("insert into t values (5)")
        async with db.execute("select x from t") as rows:
            print(await rows.fetchall())


asyncio.run(main())
