"""The demo: first pages, staff logins, invented cases. Each part is made once and then belongs to those who edit it."""

import logging

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import transaction

from home.demo import blood, cases, club, logins, past, registrations, site, wishbox
from home.models import DemoPart

#: What the parts stand on; each of these changes nothing that is there already.
GROUNDWORK = [
    "load_places",
    "make_roles",
    "load_categories",
    "load_clocks",
    "load_replies",
    "load_blood_rules",
    "load_texts",
]


class Command(BaseCommand):
    help = "Fills an empty portal with true pages and invented cases. Run again, it changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--logins", action="store_true", help="print the demo logins and do nothing else")
        parser.add_argument(
            "--with-logins",
            action="store_true",
            help="make invented cases and logins with public passwords although DEBUG is off",
        )

    def handle(self, *args, **options):
        if options["logins"]:
            for line in logins.lines():
                self.stdout.write(line)
            return
        parts = {"site": site.build, "workflows": lambda: call_command("make_workflows", verbosity=0)}
        if settings.DEBUG or options["with_logins"]:
            parts |= {
                "logins": logins.make,
                "cases": cases.make,
                "past": past.make,
                "registrations": registrations.make,
                "wishbox": wishbox.make,
                "blood": blood.make,
                "club": club.make,
            }
        done = set(DemoPart.objects.values_list("name", flat=True))
        if done >= set(parts):
            return
        logging.disable(logging.INFO)  # some hundred lines about the search index
        try:
            self.make(parts, done, options["verbosity"])
        finally:
            logging.disable(logging.NOTSET)

    def make(self, parts, done, verbosity):
        for name in GROUNDWORK:
            if name in get_commands():
                call_command(name, verbosity=0)
        for name, build in parts.items():
            if name not in done:
                with transaction.atomic():
                    DemoPart.objects.create(name=name)
                    build()
                if verbosity:
                    self.stdout.write(f"{name} made")
