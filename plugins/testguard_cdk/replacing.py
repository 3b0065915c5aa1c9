"""Running a stack inside the repository's own app, with some of its arguments replaced."""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

from testguard_cdk.signatures import carriers_of


@dataclass
class Replacing:
    """Puts ``given`` (keyed as for `Arguments`) in place where ``class_name`` is constructed.

    ``entered`` tells whether the app came that far; ``used`` which of ``given`` found a place;
    ``made`` are the instances, ``seen`` the arguments that the app passed.
    """

    class_name: str = ""
    module: Path | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    entered: bool = False
    used: set[str] = field(default_factory=set)
    made: list[Any] = field(default_factory=list)
    seen: list[tuple[type, Mapping[str, Any]]] = field(default_factory=list)

    def is_target(self, class_: type) -> bool:
        """Whether this is the class that is built."""
        file = getattr(sys.modules.get(class_.__module__), "__file__", None)
        return (
            bool(file)
            and class_.__name__ == self.class_name
            and Path(str(file)).resolve() == self.module
        )

    def arguments(self, class_: type, args: Any, more: Any) -> tuple[Any, Any]:
        """The arguments with which a class of the repository is constructed."""
        if not self.is_target(class_):
            return args, more
        self.entered = True
        return self._replaced(class_, args, more)

    def note(self, made: Any) -> None:
        """Remember an instance of the class that is built."""
        if self.is_target(type(made)):
            self.made.append(made)

    @contextmanager
    def fields(self, class_: type) -> Iterator[None]:
        """Replace fields too, while the props classes of ``class_`` are constructed."""
        carriers = [each for each in carriers_of(class_) if not typing.is_typeddict(each)]
        with ExitStack() as stack:
            for each in dict.fromkeys(carriers):
                stack.enter_context(patch.object(each, "__init__", self._init(each)))
            yield

    def _init(self, class_: type) -> Callable[..., None]:
        original: Callable[..., None] = class_.__init__  # type: ignore[misc]

        @wraps(original)
        def init(self_: Any, *args: Any, **more: Any) -> None:
            args, more = self._replaced(class_, args, more)
            original(self_, *args, **more)

        return init

    def _replaced(self, class_: type, args: Any, more: Any) -> tuple[Any, Any]:
        signature = inspect.signature(class_.__init__)  # type: ignore[misc]
        self._see(class_, signature, args, more)
        own = {
            name: key
            for key in self.given
            if (name := key.rpartition(".")[2]) in signature.parameters
            or key.startswith(f"{class_.__name__}.")
        }
        if not own:
            return args, more
        self.used.update(own.values())
        bound = signature.bind(None, *args, **more)
        known = {name: self.given[key] for name, key in own.items() if name in signature.parameters}
        bound.arguments.update(known)
        rest = {name: self.given[key] for name, key in own.items() if name not in known}
        return bound.args[1:], {**bound.kwargs, **rest}

    def _see(self, class_: type, signature: inspect.Signature, args: Any, more: Any) -> None:
        with suppress(TypeError):
            self.seen.append((class_, signature.bind(None, *args, **more).arguments))
