"""What is counted of graphs that show the same stack."""

from __future__ import annotations

import pytest

from testguard.model.resource import Graph, Resource
from testguard.requirements.variants import largest_total

EAST, WEST = "us-east-1", "eu-west-1"


def graph(name: str, region: str = "", *files: str, path: str = "") -> Graph:
    resources = [Resource(file, "t", file, source=f"{file}:1") for file in files]
    return Graph(name, path, region, tuple(resources))


@pytest.mark.parametrize(
    ("counted", "total"),
    [
        ([], 0),
        ([(graph("a", path="lib/a.py"), 1), (graph("b", path="lib/a.py"), 3)], 3),
        ([(graph("a", EAST, path="lib/a.py"), 1), (graph("b", WEST, path="lib/a.py"), 3)], 4),
        ([(graph("a", path="lib/a.py"), 1), (graph("a", path="lib/b.py"), 3)], 4),
        ([(graph("a"), 1), (graph("b"), 3)], 4),
        ([(graph("a", "", "lib/a.py"), 1), (graph("b", "", "lib/a.py"), 3)], 3),
        ([(graph("", "", "lib/a.py"), 2), (graph("shop", EAST, "lib/a.py", "lib/b.py"), 2)], 2),
        ([(graph("", "", "lib/a.py"), 5), (graph("shop", EAST, "lib/a.py", "lib/b.py"), 2)], 5),
        ([(graph("a", EAST, "lib/a.py", "a.py"), 1), (graph("b", WEST, "lib/a.py", "b.py"), 1)], 2),
        ([(graph("a", EAST, "lib/a.py"), 1), (graph("b", WEST, "lib/a.py"), 1)], 2),
    ],
)
def test_each_stack_counts_once(counted: list[tuple[Graph, int]], total: int) -> None:
    assert largest_total(counted) == total
    assert largest_total(reversed(counted)) == total
