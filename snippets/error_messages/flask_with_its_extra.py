from flask import Flask

app = Flask(__name__)
app.testing = True


@app.route("/")
async def answer():
    return "Tokyo"


print(app.test_client().get("/").text)
