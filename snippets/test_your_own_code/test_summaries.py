from awaited import Answer
from summaries import summarise_all


async def test_at_most_five(stage):
    stage.answers["Summarise {text}"] = Answer("short", first_token=0.5)
    found = await summarise_all([f"letter {n}" for n in range(20)])
    assert found == ["short"] * 20
    assert stage.recording.peak == 5
    assert stage.seconds == 2.0
    assert not stage.recording.blocked
