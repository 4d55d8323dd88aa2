import streamlit as st
from langchain_ollama import ChatOllama


@st.cache_resource
def model():
    return ChatOllama(model="llama3")


st.title("Praise a fruit")
fruit = st.text_input("Fruit")
if fruit:
    st.write_stream(model().stream(f"Praise {fruit}."))
