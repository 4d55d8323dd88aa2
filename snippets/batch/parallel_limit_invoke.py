from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableParallel
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
question = ChatPromptTemplate.from_template
weather = RunnableParallel(
    rain=question("Explain rain in a {form}.") | llm,
    snow=question("Explain snow in a {form}.") | llm,
    wind=question("Explain wind in a {form}.") | llm,
    fog=question("Explain fog in a {form}.") | llm,
)

limit = {"max_concurrency": 2}
answers = weather.invoke("sentence", config=limit)
for topic, answer in answers.items():
    print(f"{topic}: {answer.text}")
