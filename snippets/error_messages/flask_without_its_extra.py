import sys
from unittest.mock import patch

from flask import Flask

app = Flask(__name__)
app.testing = True


@app.route("/")
async def answer():
    return "Tokyo"


# Stands for an environment in which nobody has installed asgiref.
with patch.dict(sys.modules, {"asgiref.sync": None}):
    print(app.test_client().get("/").text)
