from langchain_openai import ChatOpenAI
from openai import APIStatusError

llm = ChatOpenAI(model="gpt-4o-mini").with_retry(stop_after_attempt=3)

try:
    print(llm.invoke("A headline from a broken server").text)
except APIStatusError as error:
    print(f"{type(error).__name__}: {error}")
