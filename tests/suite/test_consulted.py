from __future__ import annotations

from testguard.suite.consulted import Consulted


def test_facts_belong_to_the_module_they_were_asked_for() -> None:
    consulted = Consulted()
    with consulted.on_behalf_of("a"):
        consulted.note(("bytes", "x"), "1")
    with consulted.on_behalf_of("b"):
        consulted.note(("bytes", "y"), None)
    assert consulted.by("a") == {(("bytes", "x"), "1")}
    assert consulted.by("b") == {(("bytes", "y"), None)}
    assert consulted.by("c") == frozenset()


def test_who_asks_about_a_module_rests_on_what_was_learned_of_it_before() -> None:
    consulted = Consulted()
    with consulted.on_behalf_of("a"), consulted.on_behalf_of("helper"):
        consulted.note(("bytes", "base"), "1")
        consulted.ask("base")
    with consulted.on_behalf_of("base"):
        consulted.note(("find", "pkg", ""), None)
    with consulted.on_behalf_of("b"):
        consulted.ask("helper")
    assert consulted.by("b") == {(("bytes", "base"), "1"), (("find", "pkg", ""), None)}


def test_modules_may_rest_on_each_other() -> None:
    consulted = Consulted()
    with consulted.on_behalf_of("a"), consulted.on_behalf_of("b"), consulted.on_behalf_of("a"):
        consulted.note(("bytes", "x"), "1")
    assert consulted.by("b") == consulted.by("a") == {(("bytes", "x"), "1")}


def test_equal_facts_are_one_object_without_what_goes_without_saying() -> None:
    consulted = Consulted()
    for home in ("a", "b"):
        with consulted.on_behalf_of(home):
            consulted.note(("bytes", home), home)
            consulted.note(("bytes", "x"), "1")
    facts = [consulted.by(home, but=[(("bytes", home), home)]) for home in ("a", "b")]
    assert facts[0] is facts[1]
    assert consulted.replies(("bytes", "a"), "a") == {"a"}
    assert consulted.replies(("bytes", "a"), "b") == set()
