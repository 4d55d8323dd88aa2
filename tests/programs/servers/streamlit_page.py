from own_server import clock
from streamlit.testing.v1 import AppTest


def page():
    import asyncio

    import streamlit as st
    from langchain_ollama import ChatOllama

    question = st.text_input("Your question")
    if question:
        st.write(ChatOllama(model="llama3").invoke(question).text)
        st.write(asyncio.run(ChatOllama(model="llama3").ainvoke(question)).text)
        st.write_stream(chunk.text for chunk in ChatOllama(model="llama3").stream(question))
        st.session_state.asked = st.session_state.get("asked", 0) + 1


test = AppTest.from_function(page, default_timeout=30).run()
for _ in range(2):
    test.text_input[0].set_value("Name a fruit.").run()
    clock([shown.value for shown in test.markdown], list(test.exception), test.session_state.asked)
