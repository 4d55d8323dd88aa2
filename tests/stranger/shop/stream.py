from shop.models import small


async def first_words(prompt, count):
    words = []
    async for chunk in small.astream(prompt):
        words.append(chunk.content.strip())
        if len(words) == count:
            break
    return words
