import streamlit as st
from langchain_ollama import ChatOllama


@st.cache_resource
def model():
    return ChatOllama(model="llama3")


st.title("Praise a fruit")
fruit = st.text_input("Fruit")
if fruit:
    answer = model().invoke(f"Praise {fruit}.")
    st.write(answer.text)
