import logging

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)


def app():
    import asyncio

    import streamlit as st
    from langchain_ollama import ChatOllama

    @st.cache_resource
    def model():
        return ChatOllama(model="llama3")

    llm = model()
    if st.button("Praise"):

        async def praise_all(fruits):
            calls = [llm.ainvoke(f"Praise {fruit}.") for fruit in fruits]
            return await asyncio.gather(*calls)

        try:
            answers = asyncio.run(praise_all(["apples", "pears", "plums"]))
        except RuntimeError:
            answers = []
        for answer in answers:
            st.write(answer.text)


page = AppTest.from_function(app, default_timeout=60).run()
for _ in range(2):
    page.button[0].click().run()
    print([shown.value for shown in page.markdown])
