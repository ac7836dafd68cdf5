"""What holds for the repository as a whole: its commands, its pins, its licences, and that it stands on its own."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "tools/vendor/requirements.txt")
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")

# A letter in brackets keeps a pattern from matching itself.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|Users|root|work|tmp|mnt)/\w+")
REGISTRY_HOST = re.compile(r"\b(?:py[p]i|python[h]osted|npm[j]s|yarn[p]kg)\.\w+", re.IGNORECASE)
INDEX_OPTION = re.compile(r"^\s*(?:--(?:extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE)


def command(*words: str) -> str:
    """What a command prints, run at the repository's root."""
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def own_files() -> list[str]:
    """Names of the files in git, third-party assets left out."""
    names = command("git", "ls-files", "-z", "--", ":!static/vendor").split("\0")
    return [name for name in names if name and (ROOT / name).is_file()]


def text(name: str) -> str:
    """A file's text; of a picture, what can be read of it."""
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def pins(name: str) -> set[tuple[str, str]]:
    """Pairs of package and version in a requirements file."""
    matches = (PIN.match(line) for line in text(name).splitlines())
    return {(match["name"], match["version"]) for match in matches if match}


def project() -> dict[str, object]:
    """The project table of pyproject.toml."""
    table: dict[str, object] = tomllib.loads(text("pyproject.toml"))["project"]
    return table


def test_continuous_integration_calls_make_test_and_nothing_else() -> None:
    shebang, *lines = text(".ci/run").splitlines()
    assert shebang == "#!/usr/bin/env bash"
    assert lines == ["set -euo pipefail", 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', "make test"]
    assert command("git", "ls-files", "--stage", ".ci/run").startswith("100755 ")


@pytest.mark.parametrize("check", ["ruff check", "ruff format --check", "mypy", "python -m pytest"])
def test_make_test_runs_every_check(check: str) -> None:
    assert f"/bin/{check}" in command("make", "--dry-run", "test")


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    requirements = re.split(r"\n(?=\S)", text(name).strip())
    loose = [entry.splitlines()[0] for entry in requirements if not PIN.match(entry) or "--hash=sha256:" not in entry]
    assert loose == []
    assert not INDEX_OPTION.search(text(name))


def test_development_installs_the_very_versions_that_run() -> None:
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_every_dependency_is_pinned() -> None:
    dependencies = project()["dependencies"]
    assert isinstance(dependencies, list)
    named = {re.split(r"[;\s<>=]", dependency)[0] for dependency in dependencies}
    assert named <= {name for name, _ in pins("requirements.txt")}


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["machine path", "registry host"])
def test_no_file_names_a_machine_or_a_package_registry(pattern: re.Pattern[str]) -> None:
    found = [f"{name}: {match.group()}" for name in own_files() for match in pattern.finditer(text(name))]
    assert found == []


def test_the_version_is_the_same_everywhere() -> None:
    assert app.__version__ == project()["version"]
    assert f"## [{app.__version__}]" in text("CHANGELOG.md")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LICENSE", "MIT License"),
        ("static/vendor/plotly.LICENSES.txt", "plotly.js "),
        ("static/vendor/swagger-ui/LICENSE", "Apache License"),
        ("static/vendor/fonts/OFL-Inter.txt", "SIL OPEN FONT LICENSE"),
        ("static/vendor/fonts/OFL-Source-Serif-4.md", "SIL OPEN FONT LICENSE"),
        ("static/vendor/fonts/OFL-STIX-Two-Math.txt", "SIL OPEN FONT LICENSE"),
    ],
)
def test_a_licence_is_beside_what_it_covers(name: str, words: str) -> None:
    assert words in text(name)
