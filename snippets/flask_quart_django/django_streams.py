from django.http import StreamingHttpResponse
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


async def words(request, fruit):
    async def tokens():
        async for chunk in llm.astream(f"Describe {fruit}."):
            yield chunk.text

    return StreamingHttpResponse(tokens())


def sync_words(request, fruit):
    def tokens():
        for chunk in llm.stream(f"Describe {fruit}."):
            yield chunk.text

    return StreamingHttpResponse(tokens())
