"""Fingerprints: the identity of a finding that survives moved lines."""

from __future__ import annotations

import hashlib

LENGTH = 16


def fingerprint(code: str, path: str, symbol: str, text: str, occurrence: int = 0) -> str:
    """The identity of a finding: 16 hexadecimal digits.

    ``text`` are the offending source lines; how they are indented and wrapped does not matter.
    ``occurrence`` tells findings apart that are equal in everything else; it counts from 0 in
    document order. Line numbers are left out, so that unrelated edits change nothing.
    """
    parts = (code, path, symbol, fold(text), str(occurrence))
    payload = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def fold(text: str) -> str:
    """``text`` with every run of whitespace as one space, and none at the ends."""
    return " ".join(text.split())
