from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = [
    "Who painted the Mona Lisa?",
    "Who composed the Moonlight Sonata?",
]

answer = llm.invoke(questions)
print(answer.text)
