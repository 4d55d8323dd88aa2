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
            st.write_stream(model().astream(f"Praise {fruit}."))
        except RuntimeError:
            pass


page = AppTest.from_function(app, default_timeout=60).run()
for fruit in ["apples", "pears", "plums"]:
    page.text_input[0].set_value(fruit).run()
    print([shown.value for shown in [*page.markdown, *page.error]])
