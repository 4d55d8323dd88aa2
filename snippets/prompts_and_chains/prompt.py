from langchain_core.prompts import ChatPromptTemplate

prompt = ChatPromptTemplate.from_messages(
    [
        ("system", "You write for a {audience}."),
        ("human", "Write a motto for a {business}."),
    ]
)

value = prompt.invoke({"audience": "shop window", "business": "bakery"})
for message in value.to_messages():
    print(f"{message.type}: {message.text}")
