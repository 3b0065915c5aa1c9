"""Integration tests of the deployed TapStack."""

import json
import os
import unittest

import boto3

base_dir = os.path.dirname(os.path.abspath(__file__))
flat_outputs_path = os.path.join(base_dir, "..", "..", "cfn-outputs", "flat-outputs.json")

if os.path.exists(flat_outputs_path):
    with open(flat_outputs_path, "r", encoding="utf-8") as f:
        flat_outputs = json.loads(f.read())
else:
    flat_outputs = {}


class TestTapStackIntegration(unittest.TestCase):
    """Integration tests against live resources."""

    def setUp(self):
        self.outputs = flat_outputs

    # def test_primary_database_is_available(self):
    #     rds = boto3.client("rds", region_name="us-east-1")
    #     response = rds.describe_db_instances(DBInstanceIdentifier="primary-db-dev")
    #     self.assertEqual(response["DBInstances"][0]["DBInstanceStatus"], "available")

    # def test_health_check_is_healthy(self):
    #     route53 = boto3.client("route53")
    #     status = route53.get_health_check_status(HealthCheckId=self.outputs["HealthCheckId"])
    #     self.assertTrue(status["HealthCheckObservations"])
