from __future__ import annotations

import pytest

from testguard.infrastructure.environment_reads import Readings, environment_reads
from testguard.infrastructure.handlers import HandlerSource
from testguard.suite.module import Module

HEAD = "import os\nfrom os import environ, getenv\nfrom pydantic_settings import BaseSettings\n"


def read(body: str) -> Readings:
    entry = Module("code/index.py", HEAD + body)
    return environment_reads(HandlerSource(entry), "run")


def names(body: str) -> dict[str, bool]:
    """Variables, and whether each is needed."""
    return {each.name: each.needed for each in read(body).items}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('A = os.environ["A"]\n', {"A": True}),
        ('A = environ["A"]\n', {"A": True}),
        ('KEY = "A"\nA = os.environ[KEY]\n', {"A": True}),
        ('A = os.environ.get("A")\n', {"A": False}),
        ('A = os.getenv("A", "x")\n', {"A": False}),
        ('A = getenv("A")\n', {"A": False}),
        ('def run(e, c):\n    return os.environ["A"]\n', {"A": True}),
        ('def run(e, c):\n    return ask()\ndef ask():\n    return environ["A"]\n', {"A": True}),
        ('def spare():\n    return os.environ["A"]\n', {"A": False}),
        ('if DEBUG:\n    A = os.environ["A"]\n', {"A": False}),
        ('try:\n    A = environ["A"]\nexcept KeyError:\n    A = ""\n', {"A": False}),
        ('try:\n    A = environ["A"]\nexcept KeyError:\n    raise ValueError\n', {"A": True}),
        ('if "A" in os.environ:\n    pass\nA = os.environ["A"]\n', {"A": False}),
        ('os.environ.setdefault("A", "x")\nA = os.environ["A"]\n', {"A": False}),
        ('os.environ["A"] = "x"\nA = os.environ["A"]\n', {"A": False}),
        ("class S(BaseSettings):\n    table: str\n    size: int = 3\n", {"TABLE": True, "SIZE": False}),
        ('class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="app_")\n    table: str\n', {"APP_TABLE": True}),
        ('class S(BaseSettings):\n    table: str = Field(alias="DB_TABLE")\n', {"DB_TABLE": False}),
    ],
)  # fmt: skip
def test_variables_are_read_in_every_way(body: str, expected: dict[str, bool]) -> None:
    assert names(body) == expected
    assert read(body).all_known


@pytest.mark.parametrize(
    "body",
    [
        "A = os.environ[make()]\n",
        "show(os.environ)\n",
        "env = dict(os.environ)\n",
        "for each in os.environ.items():\n    pass\n",
        "A = getenv(name)\n",
    ],
)
def test_names_that_are_not_known_are_admitted(body: str) -> None:
    assert not read(body).all_known


def test_a_reading_tells_its_place() -> None:
    [reading] = read('A = os.environ["A"]\n').of("A")
    assert (reading.path, reading.line) == ("code/index.py", 4)
    assert read("").of("A") == ()
