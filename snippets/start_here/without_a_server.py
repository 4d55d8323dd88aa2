from langchain_core.language_models import FakeListChatModel

llm = FakeListChatModel(responses=["Tokyo is Japan's capital city."])
answer = llm.invoke("What is the capital of Japan?")
print(answer.text)
