from __future__ import annotations

import pytest

from testguard_pulumi.project_file import main_of


@pytest.mark.parametrize(
    ("text", "main"),
    [
        ("name: shop\nruntime: python\n", "."),
        ("name: shop\nruntime: python\nmain: infra/\n", "infra/"),
        ("name: shop\nruntime:\n  name: python\n  options:\n    virtualenv: venv\n", "."),
        ("name: shop\nruntime: python\nmain: 3\n", "."),
        ("name: shop\nruntime: python\nmain: ''\n", "."),
        ("name: shop\nruntime: nodejs\nmain: infra/\n", None),
        ("name: shop\nruntime: [python]\n", None),
        ("name: shop\n", None),
        ("- python\n", None),
        ("", None),
    ],
)
def test_the_program_of_a_python_project_is_named(text: str, main: str | None) -> None:
    assert main_of(text) == main


def test_what_cannot_be_parsed_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match=r"line [23]: "):
        main_of("name: shop\nruntime: [python\n")


def test_nothing_in_it_is_run() -> None:
    with pytest.raises(ValueError, match="could not determine a constructor"):
        main_of("runtime: !!python/object/apply:os.getcwd []\n")
