import logging

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)


def app():
    from concurrent.futures import ThreadPoolExecutor

    import streamlit as st
    from langchain_ollama import ChatOllama

    llm = ChatOllama(model="llama3")
    if st.button("Praise"):

        def praise(fruit):
            st.write(llm.invoke(f"Praise {fruit}.").text)

        with ThreadPoolExecutor() as pool:
            list(pool.map(praise, ["apples", "pears", "plums"]))


page = AppTest.from_function(app, default_timeout=60).run()
for _ in range(2):
    page.button[0].click().run()
    print([shown.value for shown in page.markdown])
