"""The service of the page "Local models with Ollama" under uvicorn."""

from tests.real.apps import Apps, free_port

CHAPTER = "local_models"


def test_a_service_in_front_of_one_slot(apps: Apps) -> None:
    """The model is loaded before the first user comes, and the fourth of four is told to come back."""
    with apps.serve("uvicorn", "title_service:app", "--port", "{port}", "--log-level", "warning", port=free_port()) as url:
        run = apps.visit("users_of_titles", url)
    assert apps.unlike_the_page("users_of_titles", run) == []
    assert "503" in run.stdout
