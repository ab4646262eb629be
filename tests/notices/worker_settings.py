"""Settings of a worker process in the tests: the test database itself, and no quiet hours."""

import os

from portal.settings.test import *  # noqa: F403
from portal.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
NOTICE_QUIET_HOURS = {}
