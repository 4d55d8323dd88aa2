from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

answers = [
    llm.invoke(q)
    for q in [
        "Who painted the Mona Lisa?",
        "Who composed the Moonlight Sonata?",
    ]
]
for answer in answers:
    print(answer.text)
print(sum(a.usage_metadata["total_tokens"] for a in answers))
