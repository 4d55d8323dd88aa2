from langchain_openai import ChatOpenAI

llm = ChatOpenAI(
    model="gpt-4o-mini", base_url="https://api.openai.com/v1", max_retries=0
)
print(llm.invoke("What is the capital of Japan?").text)
