"""Compiles our .po files without gettext's tools. The .mo files are committed: running needs only Python."""

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile the translation catalogues (.po to .mo). Needs requirements-dev.txt."

    def handle(self, **options):
        import polib  # a development tool, absent where the portal only runs

        for path in catalogues():
            polib.pofile(path).save_as_mofile(path.with_suffix(".mo"))
            self.stdout.write(str(path.with_suffix(".mo").relative_to(settings.BASE_DIR)))


def catalogues():
    """Our own .po files: the project's and those of our apps."""
    return sorted(path for path in settings.BASE_DIR.glob("**/LC_MESSAGES/*.po") if ".venv" not in path.parts)
