from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
questions = [
    "Who painted the Mona Lisa?",
    "Who composed the Moonlight Sonata?",
]

for question in questions:
    answer = llm.invoke(question)
    print(answer.text)
