"""The contract of a stack: its inputs, and the ways in which it refuses them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from testguard.model.source import Span


class InputKind(StrEnum):
    """Where an input comes from."""

    PARAMETER = "parameter"
    FIELD = "field"
    KEYWORD = "keyword"
    CONFIG = "config"
    CONTEXT = "context"
    ENVIRONMENT = "environment"


class Watch(StrEnum):
    """What is looked at, at a probe's site, to tell that something was exercised.

    The site is an expression for the first six, a signature's default for `ARGUMENT`, a class
    statement for `FIELD`, `CONSTRAINT`, and a statement for `REACHED`.
    """

    EVALUATED = "evaluated"  # the expression was evaluated
    TRUTHY = "truthy"  # it was, and its value is true
    FALSY = "falsy"  # it was, and its value is false
    GIVEN = "given"  # it was, and its value is not None
    MISSING = "missing"  # it was, and its value is None
    OTHER = "other"  # a look-up gave something else than its own default argument
    SAME = "same"  # a look-up gave its own default argument
    GIVEN_ARGUMENT = "given-argument"  # a call passed something else than the signature's default
    LEFT_OUT = "left-out"  # a call took the signature's default
    GIVEN_FIELD = "given-field"  # a construction passed the field
    LEFT_OUT_FIELD = "left-out-field"  # a construction left the field to its default
    CONSTRAINT = "constraint"  # a construction was refused for this field and constraint
    REACHED = "reached"  # the statement was reached


class Probe(Struct, frozen=True):
    """Where and what to watch: a site in ``module`` (path relative to the root).

    ``name`` is the parameter, field or ``field:constraint`` watched, where the site alone does
    not tell.
    """

    module: str
    site: Span
    watch: Watch
    name: str = ""


class Input(Struct, frozen=True):
    """One way to a value: an override, a default, or both.

    ``default`` is the default's source text, or None for a required input or one whose default is
    an item of its own. ``used`` watches the default, ``given`` the override; None where there is
    nothing to exercise. ``optional`` tells a key that may be left out though it has no default.
    """

    id: str
    name: str
    kind: InputKind
    default: str | None
    module: str
    line: int
    given: Probe | None = None
    used: Probe | None = None
    optional: bool = False


class Validation(Struct, frozen=True):
    """One way to be refused: what is raised, with which message, behind which guard.

    ``inputs`` are the names of the inputs that the guard reads.
    """

    id: str
    module: str
    line: int
    raises: str
    message: str
    guard: str
    inputs: tuple[str, ...]
    probe: Probe


class Contract(Struct, frozen=True):
    """What one class, or one program (``class_name`` is ""), takes and refuses."""

    path: str
    class_name: str
    inputs: tuple[Input, ...] = ()
    validations: tuple[Validation, ...] = ()
