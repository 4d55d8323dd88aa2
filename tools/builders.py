"""The programs that can build the site: MkDocs, which publishes it, and those that may have to one day."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent

QUIET = {
    # The banners of two packages about a MkDocs that this site does not use.
    "NO_MKDOCS_2_WARNING": "1",
    "DISABLE_MKDOCS_2_WARNING": "true",
    "NO_COLOR": "1",
}


class BuildError(RuntimeError):
    """A builder did not build the site; the message is what it said."""


def _run(command: list[str], folder: Path) -> None:
    # Wherever the project lies, this package is the one that it finds.
    environment = os.environ | QUIET | {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}
    run = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise BuildError(f"{command[0]} failed:\n{run.stdout}{run.stderr}")


def mkdocs(target: Path, root: Path = ROOT) -> None:
    """Build the site strictly with MkDocs.

    Args:
        target: The folder to build into; what is in it is removed.
        root: The folder of the project.

    Raises:
        BuildError: With what MkDocs said.
    """
    _run(["mkdocs", "build", "--strict", "--site-dir", str(target.resolve())], root)


def properdocs(target: Path, root: Path = ROOT) -> None:
    """Build the site strictly with ProperDocs, the fork that goes on where MkDocs 1 ends: see ``mkdocs``."""
    _run(["properdocs", "build", "--strict", "--config-file", "mkdocs.yml", "--site-dir", str(target.resolve())], root)


def zensical(target: Path, root: Path = ROOT) -> None:
    """Build the site with Zensical, by the authors of the theme: see ``mkdocs``.

    Zensical builds beside its configuration, and keeps a cache there. So the project is laid out once more, in a folder of its own.
    """
    with tempfile.TemporaryDirectory(prefix="zensical-") as name:
        project = Path(name)
        for folder in ("docs", "overrides", "snippets"):
            if (root / folder).is_dir():
                # Python for the browser is large, and no builder looks into it.
                shutil.copytree(
                    root / folder, project / folder, symlinks=True, ignore=shutil.ignore_patterns("run", "__pycache__")
                )
        shutil.copy(root / "mkdocs.yml", project)
        for module in root.iterdir():
            if module.is_dir() and (module / "__init__.py").is_file():
                (project / module.name).symlink_to(module.resolve(), target_is_directory=True)
        _run(["zensical", "build"], project)
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(project / "site", target)


def build_elsewhere(builder: str, project: Path) -> Path:
    """Build another project that uses this package, in its own folder.

    Args:
        builder: ``mkdocs`` or ``zensical``.
        project: The folder with its ``mkdocs.yml``.

    Returns:
        The built site.

    Raises:
        BuildError: With what the builder said.
    """
    _run([builder, "build", *(["--strict"] if builder == "mkdocs" else [])], project)
    return project / "site"


CANARIES: dict[str, Callable[[Path], None]] = {"zensical": zensical, "properdocs": properdocs}
"""The builders that are not the one which publishes, by name."""
