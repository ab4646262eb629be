"""What every captcha provider is: something drawn into a form, and a verdict on what came back."""

from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.utils import timezone

from guard.limits import indexer
from guard.models import UsedToken


class Verdict(Enum):
    PASSED = "passed"
    FAILED = "failed"  # a wrong, stale or used answer: ask again
    UNREACHABLE = "unreachable"  # the provider did not answer: not the citizen's fault
    UNSOLVED = "unsolved"  # no answer at all, as from a browser without JavaScript


class Provider:
    #: Drawn by templates/guard/fields.html; gets `provider` and what `context()` returns.
    template_name = ""
    #: Additions to the content policy of pages that show it, {"script-src": [...]}.
    csp = {}

    def context(self):
        return {}

    def verify(self, data, *, scope=""):
        """Judge the posted `data` (a QueryDict). scope: what names this one submission, so that the same form
        pressed twice passes twice, while the answer serves no other form."""
        raise NotImplementedError


def spend(answer, *, scope="", lifetime=timedelta(hours=1)):
    """True if this answer opens the door: for the first time, or again for the same form."""
    digest = indexer(settings.INDEX_KEY).digest
    scope = digest(scope, "guard.scope") if scope else ""
    used, created = UsedToken.objects.get_or_create(
        digest=digest(answer, "guard.token"), defaults={"scope": scope, "expires_at": timezone.now() + lifetime}
    )
    return created or (bool(scope) and used.scope == scope)


def was_spent(answer, *, scope):
    """True if this answer was already accepted for the same form."""
    digest = indexer(settings.INDEX_KEY).digest
    return (
        bool(scope)
        and UsedToken.objects.filter(
            digest=digest(answer, "guard.token"), scope=digest(scope, "guard.scope"), expires_at__gt=timezone.now()
        ).exists()
    )
