import httpx
import ollama
import requests
from langgraph.types import default_retry_on

request = httpx.Request("GET", "http://weather.example")
missing = requests.Response()
missing.status_code = 404


def http(status):
    response = httpx.Response(status, request=request)
    return httpx.HTTPStatusError("", request=request, response=response)


for name, error in {
    "ConnectionError": ConnectionError(),
    "HTTP 503, httpx": http(503),
    "httpx.ReadTimeout": httpx.ReadTimeout(""),
    "ollama's 404": ollama.ResponseError("no such model", 404),
    "HTTP 404, requests": requests.HTTPError(response=missing),
    "an exception of your own": type("Mine", (Exception,), {})(),
    "HTTP 429, httpx": http(429),
    "HTTP 404, httpx": http(404),
    "TimeoutError": TimeoutError(),
    "requests.ConnectionError": requests.ConnectionError(),
    "ValueError": ValueError(),
}.items():
    print(f"{name:25}", "again" if default_retry_on(error) else "ends")
