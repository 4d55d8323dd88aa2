import asyncio

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")
chats = {"Ann": [], "Bob": []}


async def turn(who, text):
    async with asyncio.Lock():
        chat = chats[who]
        chat.append(("human", text))
        answer = await llm.ainvoke(chat)
        chat.append(("ai", answer.text))


async def main():
    await asyncio.gather(
        turn("Ann", "Remember: tea."),
        turn("Ann", "Remember: honey too."),
        turn("Bob", "Remember: my bike."),
    )
    for who, chat in chats.items():
        print(who, [role for role, _ in chat])


asyncio.run(main())
