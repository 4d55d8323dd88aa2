import asyncio

import streamlit as st
from langchain_ollama import ChatOllama


async def praise_all(fruits):
    llm = ChatOllama(model="llama3")
    calls = [llm.ainvoke(f"Praise {fruit}.") for fruit in fruits]
    return await asyncio.gather(*calls)


st.title("Praise several fruits")
fruits = st.text_input("Fruits")
if fruits:
    for answer in asyncio.run(praise_all(fruits.split())):
        st.write(answer.text)
