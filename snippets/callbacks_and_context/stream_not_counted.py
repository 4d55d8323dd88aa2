from langchain_core.callbacks import get_usage_metadata_callback
from langchain_ollama import ChatOllama
from langchain_openai import ChatOpenAI

ollama = ChatOllama(model="llama3")
url = "https://api.openai.com/v1"
plain = ChatOpenAI(model="gpt-4o-mini", base_url=url)
asked = ChatOpenAI(model="gpt-4o-mini", base_url=url, stream_usage=True)

for llm in [ollama, plain, asked]:
    with get_usage_metadata_callback() as usage:
        for chunk in llm.stream("Greet Ada"):
            print(chunk.text, end="", flush=True)
    totals = usage.usage_metadata.values()
    print("\ntokens:", [count["total_tokens"] for count in totals])
