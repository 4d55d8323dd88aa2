from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

questions = [f"A word that begins with {letter}" for letter in "abcdefghijkl"]
answers = llm.batch(questions, config={"max_workers": 12})
print(*[answer.text for answer in answers])
