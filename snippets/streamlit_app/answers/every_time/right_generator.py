import logging

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)


def app():
    import streamlit as st
    from langchain_ollama import ChatOllama

    @st.cache_resource
    def model():
        return ChatOllama(model="llama3")

    fruit = st.text_input("Fruit")
    if fruit:
        try:
            chunks = model().stream(f"Praise {fruit}.")
            st.write_stream(chunk.text for chunk in chunks)
        except RuntimeError as error:
            st.error(error)


page = AppTest.from_function(app, default_timeout=60).run()
for fruit in ["apples", "pears", "plums"]:
    page.text_input[0].set_value(fruit).run()
    print([shown.value for shown in [*page.markdown, *page.error]])
