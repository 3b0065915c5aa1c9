from __future__ import annotations

from pathlib import Path

from testguard.model.resource import Graph
from testguard.plugin import Spelled
from testguard.scaffold.clashes import together
from testguard.scaffold.plan import Plan, Stack


def plan(folder: Path, module: str, *others: str) -> Plan:
    for each in (module, *others):
        file = folder / f"{each.replace('.', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    names = dict.fromkeys((module, *others, "aws_cdk as cdk"), ("Shop",))
    path = f"{folder.name}/{module.replace('.', '/')}.py"
    return Plan(path, "Shop", Spelled("Shop()", {}, folder), Stack(""), Graph("Shop"), {}, names)


def test_of_two_modules_of_one_name_the_first_is_tested(tmp_path: Path) -> None:
    one, other = plan(tmp_path / "one", "app"), plan(tmp_path / "other", "app")
    kept, [problem] = together([one, other], tmp_path)
    assert kept == [one]
    assert problem.path == "other/app.py"
    assert problem.message.endswith("beside those of one/app.py: both import a module called app")
    assert problem.hint == "run `testguard scaffold` in the folder other itself"
    assert problem.fatal


def test_packages_of_one_name_clash_by_the_outermost(tmp_path: Path) -> None:
    one, other = plan(tmp_path / "one", "lib.shop"), plan(tmp_path / "other", "lib.store")
    [problem] = together([one, other], tmp_path)[1]
    assert problem.message.endswith("a module called lib")


def test_what_is_left_out_claims_no_name(tmp_path: Path) -> None:
    one, other = plan(tmp_path / "one", "app"), plan(tmp_path / "other", "app", "more")
    third = plan(tmp_path / "third", "more")
    assert together([one, other, third], tmp_path)[0] == [one, third]


def test_the_same_module_and_libraries_do_not_clash(tmp_path: Path) -> None:
    plans = [
        plan(tmp_path / "one", "app"),
        plan(tmp_path / "one", "app", "store"),
        plan(tmp_path / "other", "shop"),
    ]
    assert together(plans, tmp_path) == (plans, [])
