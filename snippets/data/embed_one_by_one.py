from langchain_ollama import OllamaEmbeddings

embeddings = OllamaEmbeddings(model="nomic-embed-text")

vectors = []
for text in ["Tea is hot.", "Ice is cold.", "Cats purr."]:
    vectors.append(embeddings.embed_query(text))
print(len(vectors), "vectors")
