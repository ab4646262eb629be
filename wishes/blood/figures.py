"""What may be told of the list in public: rounded down, and nothing that fewer than ten people carry."""

from django.db.models import Count
from django.utils import timezone

from .groups import Group
from .models import Donor

FEWEST = 10


def by_group(today=None):
    """[(group, "120+")] of the groups that many volunteers share; no total, from which a hidden cell could be told."""
    found = Donor.objects.reachable(today or timezone.localdate()).values("group").annotate(n=Count("pk"))
    counts = {row["group"]: row["n"] for row in found}
    # Rounded, so that one more today does not show somebody joined.
    return [(group.label, f"{counts[group] // FEWEST * FEWEST}+") for group in Group if counts.get(group, 0) >= FEWEST]
