from langchain_core.messages import HumanMessage, SystemMessage
from langchain_ollama import ChatOllama

REVIEWS = [
    "Boils fast. The lid is loose.",
    "Lovely colour, but it leaks.",
    "Our third one. Never failed us.",
]

llm = ChatOllama(model="llama3")
style = SystemMessage("You summarise reviews in one short sentence.")

tokens = 0
for review in REVIEWS:
    answer = llm.invoke([style, HumanMessage("Summarise: " + review)])
    print(answer.text)
    tokens += answer.usage_metadata["total_tokens"]
print(tokens, "tokens")
