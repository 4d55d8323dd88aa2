import threading

import streamlit as st
from langchain_ollama import ChatOllama


def praise(fruit):
    llm = ChatOllama(model="llama3")
    st.write(llm.invoke(f"Praise {fruit}.").text)


st.title("Praise two fruits")
if st.button("Praise"):
    threads = [
        threading.Thread(target=praise, args=[fruit])
        for fruit in ["apples", "pears"]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
