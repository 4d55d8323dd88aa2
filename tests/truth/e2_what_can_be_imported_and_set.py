import ollama
from langchain_ollama import ChatOllama, OllamaEmbeddings, OllamaLLM
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

llm = ChatOllama(
    model="llama3",
    seed=1,
    num_thread=2,
    repeat_penalty=1.1,
    client_kwargs={"timeout": 5},
)
print(llm.seed, llm.num_thread, llm._get_ls_params()["ls_provider"])
gpt = ChatOpenAI(model="gpt-4o", timeout=5, seed=1, max_retries=0, api_key="no", model_kwargs={"user": "me"})
print(gpt.request_timeout, gpt._get_ls_params()["ls_provider"], gpt.max_retries)
for kind in (OllamaLLM, OllamaEmbeddings, OpenAIEmbeddings, ollama.AsyncClient):
    print(kind.__module__.partition(".")[0], kind.__name__)
