"""What the desk shows of an istek, şikâyet, öneri, teşekkür or ihbar."""

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wishes.desk.kinds import DeskKind
from wishes.desk.permissions import WORK
from wishes.kinds import COMPLAINT

from . import services
from .models import Category, Complaint


def filters():
    return {
        "konu": django_filters.ModelChoiceFilter(
            label=_("Konu"),
            field_name="complaint__category",
            queryset=Category.objects.only("name", "sort_order"),
            empty_label=_("Hepsi"),
        ),
        "tur": django_filters.ChoiceFilter(
            label=_("Tür"),
            field_name="complaint__nature",
            choices=Complaint.Nature.choices,
            empty_label=_("Hepsi"),
        ),
    }


def nature(case):
    # A case that came by another door (an import of the bare spine) has no row of ours.
    return case.complaint.get_nature_display() if hasattr(case, "complaint") else ""


def authority(case):
    return case.complaint.category.authority if hasattr(case, "complaint") else ""


def may_take_in(user) -> bool:
    return user.has_perm(WORK)


def entry(user):
    return (_("Yeni kayıt"), reverse("intake:call")) if may_take_in(user) else None


ON_DESK = DeskKind(
    COMPLAINT.key,
    related=("complaint__category",),
    nature=nature,
    authority=authority,
    filters=filters,
    entry=entry,
    retopic=services.retopic,
)
