"""Who looked at what: leaving the trace, and asking for it."""

from datetime import timedelta

import django_filters
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from lib import reference
from people.models import ReadLog
from people.services import log_read

from .inbox import DateRangeWidget, DaysFilter, StaffFilter

AGAIN_AFTER = timedelta(minutes=5)

SEARCHED_BY = {
    "search:phone": _("telefonla arama"),
    "search:email": _("e-posta ile arama"),
    "search:identity": _("T.C. kimlik numarasıyla arama"),
    "search:name": _("adla arama"),
    "export:people": _("kişi bilgileriyle dosya"),
}


def log_once(user, case, action):
    """One line per look: the same within a few minutes (a page again, five photos of one page) is the same look."""
    subject = f"case:{case.reference}"
    recent = ReadLog.objects.filter(subject=subject, at__gte=timezone.now() - AGAIN_AFTER, user=user, action=action)
    if not recent.exists():
        log_read(user=user, action=action, subject=subject)


def shown_subject(subject):
    if subject.startswith("case:"):
        return reference.show(subject.removeprefix("case:"), settings.REFERENCE_PREFIX)
    return SEARCHED_BY.get(subject, subject)


class ReferenceField(forms.CharField):
    def clean(self, value):
        value = super().clean(value)
        if not value:
            return ""
        try:
            return reference.parse(value)
        except reference.InvalidReference:
            raise forms.ValidationError(_("Başvuru numarasını İZM-ABCD-2345 gibi yazın.")) from None


class ReferenceFilter(django_filters.CharFilter):
    field_class = ReferenceField

    def filter(self, queryset, value):
        return queryset.filter(subject=f"case:{value}") if value else queryset


def _staff(request):
    return get_user_model().objects.order_by("first_name", "last_name", "username")


class ReadFilterSet(WagtailFilterSet):
    """Every filter stands on an index of its own: subject, user, or time."""

    basvuru = ReferenceFilter(label=_("Başvuru numarası"))
    kullanici = StaffFilter(label=_("Kullanıcı"), field_name="user", queryset=_staff, empty_label=_("Herkes"))
    islem = django_filters.ChoiceFilter(
        label=_("İşlem"), field_name="action", choices=ReadLog.Action.choices, empty_label=_("Hepsi")
    )
    tarih = DaysFilter(label=_("Tarih"), field_name="at", widget=DateRangeWidget)

    class Meta:
        model = ReadLog
        fields = []
