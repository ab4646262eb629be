"""What the desk shows of a membership claim."""

import django_filters
from django.utils.translation import gettext_lazy as _

from wishes.desk.kinds import DeskKind
from wishes.kinds import CLAIM

from .models import MembershipClaim, Season


def filters():
    return {
        "sezon": django_filters.ModelChoiceFilter(
            label=_("Kocaelispor sezonu"),
            field_name="claim__season",
            queryset=Season.objects.only("name", "opens_at"),
            empty_label=_("Hepsi"),
        ),
        "uyelik": django_filters.ChoiceFilter(
            label=_("Üyelik isteği"),
            field_name="claim__state",
            choices=MembershipClaim.State.choices,
            empty_label=_("Hepsi"),
        ),
    }


def nature(case):
    return case.claim.get_state_display() if hasattr(case, "claim") else ""


ON_DESK = DeskKind(CLAIM.key, related=("claim__season",), nature=nature, filters=filters, closes_in_bulk=False)
