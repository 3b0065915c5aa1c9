"""What is said when a stack cannot be built: what its own code raised, and where."""

from __future__ import annotations

import os
import sys
import sysconfig
import traceback
from collections.abc import Iterator
from pathlib import Path

from testguard.errors import BuildError

_LIBRARIES = tuple(
    path for name in ("stdlib", "platstdlib") if (path := sysconfig.get_path(name))
)  # fmt: skip


def raised(stack: str, error: BaseException, root: Path) -> BuildError:
    """A build that failed because the program raised, with the program's part of the traceback."""
    said = " ".join(str(error).split())
    told = f"{stack} cannot be built: {type(error).__name__}: {said}".removesuffix(": ")
    if variable := missing_variable(error):
        told = f"{stack} cannot be built: the environment variable {variable} is not set"
    lines = [_line(frame, root) for frame in _own_frames(error)]
    return BuildError("\n".join([told, *lines]), hint=_advice(error))


def out_of_time(stack: str, seconds: float, error: BaseException, root: Path) -> BuildError:
    """A build that was stopped."""
    frames = list(_own_frames(error))
    where = _line(frames[-1], root).strip() if frames else "it waits for an output without a value"
    return BuildError(
        f"{stack} was stopped: it did not finish building within {seconds:g} seconds\n  {where}",
        hint="look there for a loop, a wait or a prompt, or give it longer with --max-time",
    )


def for_network(stack: str, attempt: BaseException) -> BuildError:
    """A build that reached for the network, whether or not the program noticed."""
    return BuildError(
        f"{stack} cannot be built: {attempt}, and builds have no network",
        hint="give the value as an input or configuration, or let the framework ask",
    )


def _own_frames(error: BaseException) -> Iterator[traceback.FrameSummary]:
    """The frames of the program, from the exception or the first one in its chain that has any."""
    seen: set[int] = set()
    ours = _ours()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = [
            each for each in traceback.extract_tb(current.__traceback__) if _is_own(each, ours)
        ]
        if frames:
            yield from frames
            return
        current = current.__cause__ or current.__context__


def _is_own(frame: traceback.FrameSummary, ours: tuple[str, ...]) -> bool:
    path = frame.filename
    outside = ("site-packages", "dist-packages", "<frozen", "<string>", "<@jsii")
    return not path.startswith((*ours, *_LIBRARIES)) and not any(each in path for each in outside)


def _ours() -> tuple[str, ...]:
    """The folders of testguard and its plugins."""
    loaded = [each for name, each in sys.modules.items() if name.startswith("testguard")]
    files = [file for each in loaded if (file := getattr(each, "__file__", None))]
    return tuple({f"{Path(file).parent}{os.sep}" for file in files})


def _line(frame: traceback.FrameSummary, root: Path) -> str:
    path = Path(frame.filename)
    place = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    code = f": {frame.line}" if frame.line else ""
    return f"  {place}:{frame.lineno}, in {frame.name}{code}"


def _advice(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"install what the program needs here: {_missing(error.name)}"
    if variable := missing_variable(error):
        return f"set it for this command: {variable}=VALUE testguard ..."
    return ""


def _missing(module: str) -> str:
    """What is not installed: a package, or what adds this module to one that is there."""
    package = module.partition(".")[0]
    return module if package in sys.modules else package


def missing_variable(error: BaseException | None) -> str:
    """The environment variable for whose want ``os.environ[..]`` raised, or ""."""
    if not isinstance(error, KeyError) or not error.args:
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    looked_up = bool(frames) and frames[-1].filename in (os.__file__, "<frozen os>")
    return str(error.args[0]) if looked_up else ""
