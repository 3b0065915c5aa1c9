"""The hollow examples, mended one failure at a time: each mend removes exactly its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile

import pytest
from msgspec import Struct

from testguard import pipeline
from testguard.config import Config, load_config
from tests.test_post_mortems import CDK, PULUMI, REPOSITORY, copy

Findings = Counter[str]


class Mend(Struct, frozen=True):
    """What is written instead of what, in which file, and the findings that this ends."""

    path: str
    edits: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]


DATABASE, DNS, FAILOVER = "lib/database_stack.py", "lib/dns_stack.py", "lib/handlers/failover.py"
STACK = "lib/tap_stack.py"
CDK_MENDS = (
    Mend(
        FAILOVER,
        (('f"replica-db-{environment_suffix}"', "os.environ['ENVIRONMENT_SUFFIX']"),),
        ("TG207",),
    ),
    Mend(
        FAILOVER,
        (("boto3.client('rds')", "boto3.client('rds', region_name='eu-west-1')"),),
        ("TG206",),
    ),
    Mend(
        DATABASE,
        (('"SNS_TOPIC_ARN": self', '"BACKUP_RETENTION_DAYS": "7", "ALERT_TOPIC_ARN": self'),),
        ("TG208", "TG208", "TG208"),
    ),
    Mend(
        DNS,
        (
            ('type="CALCULATED"', 'type="TCP"'),
            ("health_threshold=1", 'fully_qualified_domain_name="db.internal"'),
            ("child_health_checks=[]", "port=5432"),
        ),
        ("TG201",),
    ),
    Mend(
        FAILOVER,
        (
            ('logger.info(f"Starting failover process for {primary_db_instance}")', 'logger.info("Starting %s", primary_db_instance)'),
            ('logger.error(f"Replica {replica_db_instance} is {status}")', 'logger.error("Replica is %s", status)'),
            ('logger.info(f"Promoted {replica_db_instance}")', 'logger.info("Promoted %s", replica_db_instance)'),
            ('logger.error(f"Failover failed: {e}")', 'logger.error("Failover failed: %s", e)'),
        ),
        ("G004", "G004", "G004", "G004"),
    ),
    Mend(
        FAILOVER,
        (("raise Exception(", "raise RuntimeError("),),
        ("TRY002", "TRY002"),
    ),
)  # fmt: skip
PULUMI_MENDS = (
    Mend(STACK, (('type="CALCULATED"', 'type="TCP"'), ("child_healthchecks=[]", "port=3306")), ("TG201",)),
    Mend(
        STACK,
        (("        self.hosted_zone_name =", "        if not (environment_suffix or 'dev').isalnum():\n"
          "            raise ValueError('environment_suffix')\n"
          "        if not 1 <= (backup_retention_days or 7) <= 35:\n"
          "            raise ValueError('backup_retention_days')\n"
          "        if '.' not in (hosted_zone_name or 'db.internal'):\n"
          "            raise ValueError('hosted_zone_name')\n"
          "        self.hosted_zone_name ="),),
        ("TG209",),
    ),
)  # fmt: skip

REPLICA = """\
from lib.replica_stack import ReplicaStack, ReplicaStackProps

replica = ReplicaStack(
    app,
    f"TapStackReplica{environment_suffix}",
    ReplicaStackProps(environment_suffix, "arn:aws:rds:us-east-1:111122223333:db:primary-db"),
    env=cdk.Environment(account="111122223333", region="eu-west-1"),
)
app.synth()
"""
CDK_REQUIRED = (
    Mend(DATABASE, (("BURSTABLE3", "MEMORY6_GRAVITON"), ("InstanceSize.MEDIUM", "InstanceSize.LARGE")), ("DR-1",)),
    Mend("tap.py", (("app.synth()", REPLICA),), ("DR-2", "DR-3")),
    Mend("tap.py", (("\nTapStack(", "\nprimary = TapStack("), ("app.synth()", "replica.add_dependency(primary)\napp.synth()")), ("DR-4",)),
)  # fmt: skip
PULUMI_REQUIRED = (Mend(STACK, (("db.r5.large", "db.t4g.medium"),), ("COST-1",)),)
READY = ("lib/replica_stack.py", "lib/suffix.py")  # written beforehand, and used by no app yet


def configured(example: str, folder: Path) -> Config:
    """What the post-mortem holds against the system."""
    stated = REPOSITORY / "examples" / example / "post-mortem.toml"
    return load_config(folder, stated, start=folder)


def findings(config: Config) -> Findings:
    report = pipeline.check(config, cached=False, jobs=1)
    return Counter(each.code for each in report.findings)


@pytest.mark.parametrize(
    ("example", "mends"), [(CDK, CDK_MENDS), (PULUMI, PULUMI_MENDS)], ids=["cdk", "pulumi"]
)
def test_each_mend_ends_exactly_its_findings(
    tmp_path: Path, example: str, mends: Sequence[Mend]
) -> None:
    folder = tmp_path / "hollow"
    copy(example, "hollow", folder)
    config = configured(example, folder)
    before = findings(config)
    for mend in mends:
        apply(folder, mend)
        after = findings(config)
        assert (before - after, after - before) == (Counter(mend.ends), Counter())
        before = after


def apply(folder: Path, mend: Mend) -> None:
    file = folder / mend.path
    text = file.read_text(encoding="utf-8")
    for old, new in mend.edits:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def violated(config: Config) -> Findings:
    """The requirements that do not hold."""
    report = pipeline.requirements(config, options={"seconds": 600.0})  # machines may be busy
    return Counter(each.symbol for each in report.findings if each.code == "TG601")


@pytest.mark.parametrize(
    ("example", "mends"), [(CDK, CDK_REQUIRED), (PULUMI, PULUMI_REQUIRED)], ids=["cdk", "pulumi"]
)
def test_each_mend_of_the_system_ends_exactly_its_violations(
    tmp_path: Path, example: str, mends: Sequence[Mend]
) -> None:
    folder = tmp_path / "hollow"
    copy(example, "hollow", folder)
    for name in READY if example == CDK else ():
        copyfile(REPOSITORY / "examples" / CDK / "proven" / name, folder / name)
    left = Counter(name for mend in mends for name in mend.ends)
    config = configured(example, folder)
    assert violated(config) == left
    for mend in mends:
        apply(folder, mend)
        left -= Counter(mend.ends)
        assert violated(config) == left
