from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answer = llm.invoke(
    "Who painted the Mona Lisa?",
    "Who composed the Moonlight Sonata?",
)
print(answer.text)
