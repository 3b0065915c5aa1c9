from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import testguard_pulumi
from testguard.plugin import load_plugins
from testguard_pulumi.recognition import Pulumi


def test_it_registers_its_framework() -> None:
    [framework] = load_plugins([testguard_pulumi], points=()).frameworks
    assert framework.name == "pulumi"


def test_the_program_is_the_folder_of_the_project_unless_main_says_otherwise() -> None:
    assert list(Pulumi().programs("Pulumi.yaml", "name: x\nruntime: python\n")) == ["."]
    text = "name: x\nruntime: {name: python}\nmain: src/program.py\n"
    assert list(Pulumi().programs("Pulumi.yaml", text)) == ["src/program.py"]


def test_projects_of_other_languages_have_none() -> None:
    assert list(Pulumi().programs("Pulumi.yaml", "name: x\nruntime: go\n")) == []


def test_yaml_that_cannot_be_parsed_is_refused_with_the_line() -> None:
    with pytest.raises(ValueError, match="line 2"):
        Pulumi().programs("Pulumi.yaml", "name: x\n: [\n")


@given(st.text("name: runtimepython\n-[]{}\"'&*!#", max_size=40))
def test_any_text_gives_programs_or_is_refused(text: str) -> None:
    try:
        names = list(Pulumi().programs("Pulumi.yaml", text))
    except ValueError as error:
        assert str(error)  # noqa: PT017 - Hypothesis looks for other exceptions
    else:
        assert all(isinstance(name, str) for name in names)
