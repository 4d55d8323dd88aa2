from langchain_ollama import ChatOllama

REVIEW = "Boils fast. The lid is loose."

llm = ChatOllama(model="llama3")
answer = llm.invoke("Summarise: " + REVIEW)
print(answer.text)
