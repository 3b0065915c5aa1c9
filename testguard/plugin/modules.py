"""Importing stack modules as the repository's own program imports them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module, util
from pathlib import Path
from types import ModuleType


def search_path(module: Path, program_folder: Path, root: Path) -> list[Path]:
    """Folders to put first on ``sys.path``: the program's, those that hold packages, the root."""
    package = _above_package(module)
    sources = [each / "src" for each in (program_folder, root) if (each / "src").is_dir()]
    plain = [each for each in sources if not (each / "__init__.py").is_file()]
    return list(dict.fromkeys([program_folder, *plain, root, package]))


def import_stack(module: Path, paths: Iterable[Path]) -> ModuleType:
    """Import the file ``module`` by the name that it has below the first fitting of ``paths``.

    One that another module hides (``site.py``) is loaded from its file.
    """
    for folder in paths:
        name = _dotted(module, folder)
        if name and _leads_to(name, module):
            return import_module(name)
    return _loaded(module)


def _loaded(module: Path) -> ModuleType:
    spec = util.spec_from_file_location(f"{module.stem}_of_{module.parent.name}", module)
    if spec is None or spec.loader is None:
        raise ImportError(f"{module} cannot be imported")
    loaded = util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def _dotted(module: Path, folder: Path) -> str:
    if not module.is_relative_to(folder):
        return ""
    parts = module.relative_to(folder).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts) if all(part.isidentifier() for part in parts) else ""


def _leads_to(name: str, module: Path) -> bool:
    """Whether importing ``name`` gives the file ``module``: another one may hide it."""
    parent = name.rpartition(".")[0]
    if parent and not _leads_somewhere(parent):
        return False
    spec = util.find_spec(name)
    return spec is not None and spec.origin is not None and Path(spec.origin).resolve() == module


def _leads_somewhere(name: str) -> bool:
    parent = name.rpartition(".")[0]
    return (not parent or _leads_somewhere(parent)) and util.find_spec(name) is not None


def _above_package(module: Path) -> Path:
    folder = module.parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        folder = folder.parent
    return folder
