from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from testguard.suite.comments import comment_blocks, scope_of_column, statements_above
from testguard.suite.module import Module, name_of


def blocks_of(source: str) -> list[tuple[int, ...]]:
    return [
        tuple(comment.line for comment in block.lines)
        for block in comment_blocks(Module("tests/test_x.py", source))
    ]


def test_blank_lines_keep_a_block_together_and_live_code_ends_it() -> None:
    assert blocks_of("# a\n\n  # b\nlive = 1\n# c\n") == [(1, 3), (5,)]


def test_comments_beside_code_and_hashes_in_strings_are_no_block() -> None:
    assert blocks_of('x = 1  # a\ny = """\n# b\n"""\n') == []


def test_uncommented_code_is_back_in_the_column_it_had() -> None:
    source = "#def a():\n#    pass\n# def b():\n#     pass\n    ## def c():\n    #     # note\n"
    [block] = comment_blocks(Module("tests/test_x.py", source))
    assert block.uncommented() == (
        "def a():",
        "   pass",
        "def b():",
        "    pass",
        "    def c():",
        "        # note",
    )


def test_code_commented_out_twice_needs_two_layers() -> None:
    [block] = comment_blocks(Module("tests/test_x.py", "# # def a():\n# #     pass\n"))
    assert block.uncommented(layers=2) == ("def a():", "    pass")


def test_a_span_reaches_from_the_first_hash_to_the_end_of_the_last_comment() -> None:
    [block] = comment_blocks(Module("tests/test_x.py", "# a\n  # b é  \n\n  # c\n"))
    span = block.span(2, 3)
    assert (span.line, span.column, span.end_line, span.end_column) == (2, 3, 2, 8)


@given(st.lists(st.sampled_from(["# x", "  #y", "", "live = 1", "\t# z", '"""', "def f():", "#"])))
def test_every_comment_line_is_in_one_block_and_blocks_are_in_order(lines: list[str]) -> None:
    module = Module("tests/test_x.py", "\n".join(lines))
    numbers = [comment.line for block in comment_blocks(module) for comment in block.lines]
    assert numbers == sorted(set(numbers))
    assert all(lines[number - 1].strip().startswith("#") for number in numbers)
    for block in comment_blocks(module):
        assert len(block.uncommented()) == block.lines[-1].line - block.first + 1


def test_the_scope_of_a_place_is_told_by_its_column() -> None:
    module = Module(
        "tests/test_x.py", "class A:\n    if True:\n        def f(self):\n            x = 1\n\n"
    )

    above = statements_above(module, 6)

    def scope(column: int) -> list[str]:
        return [name_of(node) for node in scope_of_column(above, column)]

    assert [scope(1), scope(5), scope(9), scope(13)] == [[], ["A"], ["A"], ["A", "f"]]
