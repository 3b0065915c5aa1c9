from __future__ import annotations

from testguard.suite.module import Module, name_of
from testguard.suite.quoted_code import quoted_blocks


def test_strings_that_nobody_uses_are_given_with_their_text() -> None:
    source = 'X = """\na\n"""\n"""\nb\n"""\nclass A:\n    x = 1\n    """\n    c\n    """\n'
    blocks = list(quoted_blocks(Module("tests/test_x.py", source)))
    assert [(block.span.line, block.lines) for block in blocks] == [
        (4, ("", "b", "")),
        (9, ("", "    c", "    ")),
    ]


def test_a_docstring_counts_only_where_all_of_it_is_code() -> None:
    code = '"""\nimport os\n\ndef f():\n    pass\n"""\n'
    prose = '"""Read this:\n\ndef f():\n    pass\n"""\n'
    assert len(list(quoted_blocks(Module("tests/test_x.py", code)))) == 1
    assert list(quoted_blocks(Module("tests/test_x.py", prose))) == []


def test_a_string_knows_the_classes_it_stands_in() -> None:
    source = "class A:\n    class B:\n        x = 1\n        '''\n        y\n        '''\n"
    [block] = quoted_blocks(Module("tests/test_x.py", source))
    assert [name_of(scope) for scope in block.scopes] == ["A", "B"]
