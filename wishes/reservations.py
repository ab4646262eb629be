"""References held for a form that is being filled in at the desk: the clerk reads the number out before saving."""

from datetime import timedelta

from django.utils import timezone

from lib import reference

from .models import Case, Reservation

KEPT = timedelta(days=1)


def free_reference():
    """A reference that no case has and nobody holds. A clash is left to the unique column."""
    for _attempt in range(5):  # 30^7 references: a clash is rare, five in a row is a fault
        made = reference.make()
        if not (Case.objects.filter(reference=made).exists() or Reservation.objects.filter(reference=made).exists()):
            return made
    raise RuntimeError("no free reference found")


def reserve(by, *, used=()):
    """A Reservation for this user's next case: the one they hold already, unless it is among `used` (nonces), or a
    fresh one."""
    held = (
        Reservation.objects.filter(by=by, at__gt=timezone.now() - KEPT).exclude(nonce__in=used).order_by("-at").first()
    )
    return held or Reservation.objects.create(reference=free_reference(), by=by)


def forget_unused():
    """Give back what was held and not used within a day. Returns how many."""
    return Reservation.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
