import streamlit as st
from langchain_ollama import ChatOllama


@st.cache_resource
def model():
    return ChatOllama(model="llama3")


st.title("A chat")
history = st.session_state.setdefault("history", [])
for role, text in history:
    st.chat_message(role).write(text)
if question := st.chat_input("Ask"):
    st.chat_message("human").write(question)
    asked = [*history, ("human", question)]
    with st.chat_message("ai"):
        answer = st.write_stream(model().stream(asked))
    st.session_state["history"] = [*asked, ("ai", answer)]
