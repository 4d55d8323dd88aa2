import asyncio

from flask import Flask
from quart import Quart

app = Flask("app")
later = Quart("later", root_path=".")


@app.get("/")
def hello():
    return "Hello"


@later.get("/")
async def hello_later():
    return "Hello later"


async def main():
    answer = await later.test_client().get("/")
    print(await answer.get_data(as_text=True))


print(app.test_client().get("/").text)
asyncio.run(main())
