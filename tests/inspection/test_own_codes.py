from __future__ import annotations

from testguard.inspection.own_codes import OWN_CODES


def test_own_codes_are_distinct_sorted_and_documented() -> None:
    codes = [info.code for info in OWN_CODES]
    assert codes == sorted(set(codes))
    assert all(code.startswith("TG00") for code in codes)
    assert all(info.summary.endswith(".") and info.explanation for info in OWN_CODES)
