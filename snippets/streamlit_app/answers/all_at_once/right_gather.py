import logging

from streamlit.testing.v1 import AppTest

logging.disable(logging.WARNING)


def app():
    import asyncio

    import streamlit as st
    from langchain_ollama import ChatOllama

    if st.button("Praise"):

        async def praise_all(fruits):
            llm = ChatOllama(model="llama3")
            calls = [llm.ainvoke(f"Praise {fruit}.") for fruit in fruits]
            return await asyncio.gather(*calls)

        for answer in asyncio.run(praise_all(["apples", "pears", "plums"])):
            st.write(answer.text)


page = AppTest.from_function(app, default_timeout=60).run()
for _ in range(2):
    page.button[0].click().run()
    print([shown.value for shown in page.markdown])
