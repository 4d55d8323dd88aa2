"""The same in a pool of threads: as_completed, zipped with what was asked."""

from concurrent.futures import ThreadPoolExecutor, as_completed

from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")


def grade(essays):
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(llm.invoke, f"Grade {essay}") for essay in essays]
        return dict(zip(essays, [job.result().content for job in as_completed(jobs)], strict=True))


def mended(essays):
    with ThreadPoolExecutor(4) as pool:
        jobs = {pool.submit(llm.invoke, f"Grade {essay}"): essay for essay in essays}
        return {jobs[job]: job.result().content for job in as_completed(jobs)}


def three(stage, grade):
    for n, essay in enumerate(["mine", "yours", "theirs"]):
        stage.answers[f"Grade {essay}"] = {"text": f"{n}", "first_token": 0.5 + n / 10}
    assert grade(["mine", "yours", "theirs"]) == {"mine": "0", "yours": "1", "theirs": "2"}


def test_fault(stage):
    three(stage, grade)


def test_mended(stage):
    three(stage, mended)
