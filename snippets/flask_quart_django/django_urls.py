from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.urls import path
from django_streams import sync_words, words
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def sync_view(request, fruit):
    members = get_user_model().objects.count()
    answer = llm.invoke(f"Describe {fruit}.")
    return HttpResponse(f"To {members} members: {answer.text}")


async def async_view(request, fruit):
    members = await get_user_model().objects.acount()
    answer = await llm.ainvoke(f"Describe {fruit}.")
    return HttpResponse(f"To {members} members: {answer.text}")


async def count_blocks(request, fruit):
    members = get_user_model().objects.count()
    answer = await llm.ainvoke(f"Describe {fruit}.")
    return HttpResponse(f"To {members} members: {answer.text}")


async def count_in_a_thread(request, fruit):
    count = sync_to_async(get_user_model().objects.count)
    members = await count()
    answer = await llm.ainvoke(f"Describe {fruit}.")
    return HttpResponse(f"To {members} members: {answer.text}")


urlpatterns = [
    path("sync/<fruit>", sync_view),
    path("async/<fruit>", async_view),
    path("count-blocks/<fruit>", count_blocks),
    path("count-in-a-thread/<fruit>", count_in_a_thread),
    path("words/<fruit>", words),
    path("sync-words/<fruit>", sync_words),
]
