"""Integration tests of the deployed TapStack."""

import os
import unittest


# class TestTapStackLiveIntegration(unittest.TestCase):
#   """Integration tests against live resources."""

#   def setUp(self):
#     self.stack_name = os.getenv('PULUMI_STACK', 'dev')
#     self.rds = boto3.client('rds', region_name='us-east-1')

#   def test_global_cluster_has_two_members(self):
#     clusters = self.rds.describe_global_clusters()['GlobalClusters']
#     self.assertEqual(len(clusters[0]['GlobalClusterMembers']), 2)

#   def test_primary_endpoint_resolves(self):
#     self.assertTrue(os.environ['PRIMARY_ENDPOINT'])
