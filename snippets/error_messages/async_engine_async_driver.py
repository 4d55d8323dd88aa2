import asyncio

import sqlalchemy
from sqlalchemy.ext.asyncio import create_async_engine


async def main():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.connect() as connection:
        query = sqlalchemy.text("SELECT 'Tokyo'")
        print((await connection.execute(query)).scalar())
    await engine.dispose()


asyncio.run(main())
