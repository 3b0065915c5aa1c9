from __future__ import annotations

from testguard.scaffold.render import cells, headings, merged


def test_the_first_answer_counts_and_others_add_to_it() -> None:
    one, other = {"Service": {"ip": "10.0.0.1"}}, {"Service": {"ip": "10.0.0.2", "port": 80}}
    assert merged([one, other, {"Pod": {}}]) == {
        "Service": {"ip": "10.0.0.1", "port": 80},
        "Pod": {},
    }


def test_one_column_needs_no_tuples() -> None:
    assert (headings(["size"]), cells(["1"])) == ("'size'", "1")
    assert (headings(["a", "b"]), cells(["1", "2"])) == ("('a', 'b')", "(1, 2)")
