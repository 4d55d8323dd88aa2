import httpx
from report_service import app
from serving import serving

URL = "http://127.0.0.1:8000"

with serving(app, timeout_graceful_shutdown=3):
    httpx.post(f"{URL}/reports/Emma")
    print(httpx.post(f"{URL}/reports/everything").json())

with serving(app):
    print("started again")
    print(httpx.get(f"{URL}/reports").json())
