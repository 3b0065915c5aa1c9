"""Unit tests of the failover function."""

import os
from unittest.mock import MagicMock, patch


# @patch.dict(os.environ, {"PRIMARY_DB_INSTANCE": "primary-db-test", "ENVIRONMENT_SUFFIX": "test"})
# @patch("boto3.client")
# def test_failover_promotes_replica(client):
#   """The replica is promoted."""
#   from lib.handlers import failover

#   client.return_value.describe_db_instances.return_value = {
#     "DBInstances": [{"DBInstanceStatus": "available"}]
#   }
#   response = failover.handler({}, None)

#   assert response["statusCode"] == 200
#   client.return_value.promote_read_replica.assert_called_once()
