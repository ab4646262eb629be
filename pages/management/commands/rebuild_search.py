from django.core.management.base import BaseCommand
from wagtail.models import Page

from pages import search
from pages.models import BasePage, SearchEntry


class Command(BaseCommand):
    help = "Write the site search anew from the published pages: after an import that bypassed them, or a new folding."

    def handle(self, **options):
        known = 0
        for page in Page.objects.order_by("pk").specific().iterator():
            if isinstance(page, BasePage):
                search.remember(page)
                known += 1
            else:
                SearchEntry.objects.filter(page_id=page.pk).delete()
        if options["verbosity"]:
            self.stdout.write(f"{known} pages")
