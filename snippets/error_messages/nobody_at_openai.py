from langchain_openai import ChatOpenAI
from openai import APIConnectionError

llm = ChatOpenAI(
    model="gpt-4o-mini", base_url="http://localhost:8001/v1", max_retries=0
)
try:
    print(llm.invoke("What is the capital of Japan?").text)
except APIConnectionError as error:
    print(error)
