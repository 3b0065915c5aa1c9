"""What the top level of a module, or the body of a class, assigns to plain names."""

from __future__ import annotations

from testguard.suite.module import Module
from testguard.syntax import Node


def assigned(module: Module) -> dict[str, Node]:
    """The expressions a module assigns to names at its top level; the last of a name wins."""
    return assigned_in(module.root)


def assigned_in(block: Node) -> dict[str, Node]:
    """The expressions that the statements of ``block`` itself assign to names."""
    found: dict[str, Node] = {}
    for statement in block.named_children():
        if statement.kind() != "expression_statement":
            continue
        assignment = statement.child(0)
        if assignment is None or assignment.kind() != "assignment":
            continue
        left, right = assignment.field("left"), assignment.field("right")
        if left is not None and right is not None and left.kind() == "identifier":
            found[left.text()] = right
    return found
