"""What the desk shows of a wish among all other cases."""

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wishes.desk.kinds import DeskKind
from wishes.kinds import WISH

from .doors import WORK
from .models import Campaign


def filters():
    return {
        "kampanya": django_filters.ModelChoiceFilter(
            label=_("Dilek kampanyası"),
            field_name="wish__campaign",
            queryset=lambda request: Campaign.objects.only("name", "year"),
            empty_label=_("Hepsi"),
        )
    }


def nature(case):
    return str(WISH.label)


def page(case, user):
    if not hasattr(case, "wish") or not user.has_perm(WORK):
        return None
    return _("Dileğin sayfasını aç"), reverse("wishbox:wish", args=[case.wish.pk])


ON_DESK = DeskKind(WISH.key, nature=nature, filters=filters, page=page, closes_in_bulk=False)
