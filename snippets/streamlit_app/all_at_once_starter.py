import logging

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)


def app():
    import streamlit as st
    from langchain_ollama import ChatOllama

    llm = ChatOllama(model="llama3")
    if st.button("Praise"):
        for fruit in ["apples", "pears", "plums"]:
            st.write(llm.invoke(f"Praise {fruit}.").text)


page = AppTest.from_function(app, default_timeout=60).run()
for _ in range(2):
    page.button[0].click().run()
    print([shown.value for shown in page.markdown])
