from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3:4slots")

questions = [f"A word that begins with {letter}" for letter in "abcdefgh"]
answers = llm.batch(questions, config={"max_concurrency": 4})
print(*[answer.text for answer in answers])
