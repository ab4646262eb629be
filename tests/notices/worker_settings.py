"""Settings of a worker process in the tests: the test database itself, and no quiet hours."""

from portal.settings.test import *  # noqa: F403

NOTICE_QUIET_HOURS = {}
