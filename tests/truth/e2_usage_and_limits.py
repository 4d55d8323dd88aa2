from langchain.chat_models import init_chat_model

llm = init_chat_model("ollama:llama3", num_predict=1)
answer = llm.invoke("Hi")
print(answer.content, answer.response_metadata["done_reason"], answer.usage_metadata["output_tokens"])
gpt = init_chat_model("openai:gpt-4o", max_tokens=1, api_key="no")
answer = gpt.invoke("Hi")
print(answer.content, answer.response_metadata["finish_reason"])
