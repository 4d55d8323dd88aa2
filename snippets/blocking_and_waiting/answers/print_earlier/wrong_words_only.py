from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
answers = []
for word in ["largest", "hottest"]:
    print(
        "asking about Jupiter" if word == "largest" else "asking about Venus"
    )
    answers.append(llm.invoke(f"Which planet is the {word}?"))
for answer in answers:
    print(answer.text)
