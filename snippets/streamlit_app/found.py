from concurrent.futures import ThreadPoolExecutor

import streamlit as st
from langchain_ollama import ChatOllama


def praise(fruit):
    llm = ChatOllama(model="llama3")
    return llm.invoke(f"Praise {fruit}.").text


st.title("Praise two fruits")
if st.button("Praise"):
    with ThreadPoolExecutor() as pool:
        for text in pool.map(praise, ["apples", "pears"]):
            st.write(text)
