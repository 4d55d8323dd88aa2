"""Other environments: what cannot be made is said in a line."""

import re
import sys

import pytest

from tools.maintain import environments, versions
from tools.maintain.environments import ROOT, NoEnvironmentError, environment, interpreter, requirements


def test_an_unknown_environment() -> None:
    with pytest.raises(
        NoEnvironmentError, match=r"there is no environment 'none'; there are: site, newest, community, integrations, lowest"
    ):
        requirements("none")


def test_a_python_that_is_not_here(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NoEnvironmentError, match=r"no Python 3\.2 on this machine: install it so that `python3\.2` starts it"):
        interpreter("3.2")
    assert environments.main(["community", "--python", "3.2"]) == 1
    assert versions.main(["site:3.2"]) == 1
    assert capsys.readouterr().err.count("no Python 3.2 on this machine") == 2


def test_the_own_environment_is_the_one_that_runs() -> None:
    own = "{}.{}".format(*sys.version_info[:2])
    assert str(environment("site")) == str(environment("site", own)) == sys.executable


@pytest.mark.parametrize("name", ["site", "community", "integrations", "lowest"])
def test_every_package_has_its_hash(name: str) -> None:
    text = requirements(name).read_text(encoding="utf-8")
    packages = re.findall(r"^[\w.-]+==[^\\]+\\?\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)*)", text, re.MULTILINE)
    assert packages
    assert all(packages)
    assert "://" not in text


def test_the_lowest_versions_are_those_of_pyproject() -> None:
    admitted = dict(
        re.findall(r'^  "([\w-]+)(?:\[\w+\])?>=([\d.]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    )
    lowest = dict(re.findall(r"^([\w.-]+)==([\d.]+)", requirements("lowest").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(admitted) <= set(lowest), "run `make requirements-others`"
    for name in ("langchain-core", "langchain-ollama", "langchain-openai", "langchain-community"):
        assert lowest[name].startswith(admitted[name]), "run `make requirements-others`"
