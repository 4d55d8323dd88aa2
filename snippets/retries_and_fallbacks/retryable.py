from langchain_core.exceptions import ModelError
from langchain_openai import ChatOpenAI


def may_pass(error):
    return isinstance(error, ModelError) and error.is_retryable


llm = ChatOpenAI(model="gpt-4o-mini", max_retries=0)
llm = llm.with_retry(retry_if_exception_type=may_pass)

try:
    print(llm.invoke("A headline in a language you do not know").text)
except ModelError as error:
    print(f"{type(error).__name__}: {error}")
