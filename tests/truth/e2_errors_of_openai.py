import openai
from langchain_openai import ChatOpenAI

llm = ChatOpenAI(model="gpt-4o", api_key="no", max_retries=0)
try:
    llm.invoke("Fail")
except openai.APIStatusError as error:
    print(type(error).__name__, error.status_code)
print(ChatOpenAI(model="gpt-4o", api_key="no", max_retries=1).invoke("Fail again").content)
