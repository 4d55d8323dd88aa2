import asyncio

from langchain_core.prompts import ChatPromptTemplate
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_ollama import ChatOllama, OllamaEmbeddings

store = InMemoryVectorStore(OllamaEmbeddings(model="nomic-embed-text"))
store.add_texts(["The museum opens at nine.", "A ticket costs six euros."])
retriever = store.as_retriever(search_kwargs={"k": 1})


def text_of(documents):
    return documents[0].page_content


chain = (
    {"question": lambda question: question, "text": retriever | text_of}
    | ChatPromptTemplate.from_template("Given: {text} {question}")
    | ChatOllama(model="llama3")
)


async def main():
    answers = await asyncio.gather(
        chain.ainvoke("When does the museum open?"),
        chain.ainvoke("What does a ticket cost?"),
    )
    for answer in answers:
        print(answer.text)


asyncio.run(main())
