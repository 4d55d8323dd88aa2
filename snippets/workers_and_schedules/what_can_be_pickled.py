import pickle

from langchain_core.prompts import ChatPromptTemplate
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
prompt = ChatPromptTemplate.from_template("Report on {book}")


def ask(book):
    return ChatOllama(model="llama3").invoke(f"Report on {book}").text


for name, thing in {
    "llm": llm,
    "llm.invoke": llm.invoke,
    "prompt | llm": prompt | llm,
    "prompt": prompt,
    "an answer": llm.invoke("Report on Emma"),
    "ask": ask,
}.items():
    try:
        print(f"{name}: {len(pickle.dumps(thing))} bytes")
    except TypeError as error:
        print(f"{name}: {error}")
