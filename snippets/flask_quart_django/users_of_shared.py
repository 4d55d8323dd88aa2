import httpx
from flask_shared import app
from serving import waitress

URL = "http://127.0.0.1:8000"


def main():
    for fruit in ["apples", "pears", "plums"]:
        answer = httpx.get(f"{URL}/async/{fruit}", timeout=60)
        print(f"{fruit}: {answer.status_code}")


if __name__ == "__main__":
    with waitress(app):
        main()
