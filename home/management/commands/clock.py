"""The portal's clock: runs the jobs of home/clock.py when they are due."""

import logging
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from home.clock import tick

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Runs periodic work (outbox sweep, scheduled publishing, purges) until stopped. --once for cron."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--every", type=float, default=5, help="seconds between rounds")

    def handle(self, *args, **options):
        while True:
            close_old_connections()
            for name, error in tick().items():
                if error:
                    logger.error("job %s failed: %s", name, error)
            if options["once"]:
                return
            time.sleep(options["every"])
