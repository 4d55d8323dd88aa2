from langchain_ollama import OllamaEmbeddings

embeddings = OllamaEmbeddings(model="nomic-embed-text")

texts = ["Tea is hot.", "Ice is cold.", "Cats purr."]
vectors = embeddings.embed_documents(texts)
print(len(vectors), "vectors")
