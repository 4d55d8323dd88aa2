import time

from langchain_ollama import ChatOllama

REVIEWS = {
    1: "Lovely kettle",
    2: "It leaks",
    3: "Works well",
    4: "It came broken",
    5: "My cat likes it",
    6: "Too loud",
}
llm = ChatOllama(model="llama3")
start = time.perf_counter()


def log(text):
    print(f"{time.perf_counter() - start:4.1f} s  {text}")


def load(number):
    time.sleep(0.1)  # a slow database
    return REVIEWS[number]


def save(number, reply):
    time.sleep(0.2)  # a slow database
    log(f"{number}: {reply}")


def ask(question):
    return llm.invoke(question).text


def handle(number):
    review = load(number)
    reply = "Thank you!"
    if ask(f"Good or bad? {review}") == "bad":
        reply = ask(f"Reply to: {review}")
    save(number, reply)
    return reply


def main():
    replies = [handle(number) for number in REVIEWS]
    thanks = replies.count("Thank you!")
    log(ask(f"A headline: {thanks} of {len(replies)} are happy"))


main()
