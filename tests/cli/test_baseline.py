from __future__ import annotations

import json
from typing import Any

HOLLOW = "def test_other(): pass\n"


def entries(made: Any) -> list[dict[str, str]]:
    text = (made.root / "testguard-baseline.json").read_text(encoding="utf-8")
    found: list[dict[str, str]] = json.loads(text)["findings"]
    return found


def test_the_first_baseline_takes_in_everything(repository: Any) -> None:
    made = repository()
    done = made.run("baseline")
    assert done.code == 0
    assert "1 added, 0 removed, 0 kept" in done.out
    assert made.run("check").code == 0


def test_new_findings_are_refused_with_a_list(repository: Any) -> None:
    made = repository()
    made.run("baseline")
    made.write({"tests/test_other.py": HOLLOW})
    done = made.run("baseline", "-q")
    assert done.code == 1
    assert "new: tests/test_other.py: TG102" in done.out
    assert "--accept" in done.out
    assert len(entries(made)) == 1
    assert made.run("check").code == 1


def test_new_findings_are_let_in_with_a_reason(repository: Any) -> None:
    made = repository()
    made.run("baseline")
    made.write({"tests/test_other.py": HOLLOW})
    done = made.run("baseline", "--accept", "--reason", "revived in May", "-v")
    assert done.code == 0
    assert "+ tests/test_other.py: TG102" in done.out
    assert [entry.get("reason") for entry in entries(made)] == [None, "revived in May"]


def test_mended_findings_leave(repository: Any) -> None:
    made = repository()
    made.run("baseline")
    made.write({"tests/test_bucket.py": "def test_a(bucket):\n    assert bucket.name\n"})
    done = made.run("baseline", "-v")
    assert done.code == 0
    assert "- tests/test_bucket.py: TG102" in done.out
    assert "0 added, 1 removed, 0 kept" in done.out
    assert entries(made) == []


def test_quiet_says_nothing_when_all_is_well(repository: Any) -> None:
    done = repository().run("baseline", "-q")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_reason_without_accept_is_wrong_usage(repository: Any) -> None:
    done = repository().run("baseline", "--reason", "later")
    assert done.code == 2
    assert "--accept" in done.err
