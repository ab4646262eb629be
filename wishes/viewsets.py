"""Screens for the rules every kind of case follows: legal time limits. Closed days move cases: see the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from .models import ClockPolicy

LONGEST = 400  # days: the calendar of holidays is made two years ahead


class ClockPolicyForm(WagtailAdminModelForm):
    def clean_days(self):
        return self._within(self.cleaned_data["days"], 1)

    def clean_extended_days(self):
        days = self.cleaned_data["extended_days"]
        return days if days is None else self._within(days, 1)

    def clean_unpaid_days(self):
        days = self.cleaned_data["unpaid_days"]
        return days if days is None else self._within(days, 1)

    def _within(self, days, least):
        if not least <= days <= LONGEST:
            raise forms.ValidationError(
                _("%(least)s ile %(most)s arasında bir sayı yazın.") % {"least": least, "most": LONGEST}
            )
        return days

    def clean(self):
        data = super().clean()
        days, longer = data.get("days"), data.get("extended_days")
        if days and longer and longer <= days:
            self.add_error("extended_days", _("Uzatılmış süre, ilk süreden uzun olmalı. Uzatılamıyorsa boş bırakın."))
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Geçerlilik, başladığı günden önce bitemez."))
        if data.get("key") and first and not self.errors:
            self._check_overlap(data["key"], first, last)
        return data

    def _check_overlap(self, key, first, last):
        """Two rows of one clock never hold on the same day: else it would be chance which law counts."""
        for other in ClockPolicy.objects.filter(key=key).exclude(pk=self.instance.pk):
            begins_in = other.valid_from <= first and (other.valid_until is None or first <= other.valid_until)
            runs_into = first < other.valid_from and (last is None or last >= other.valid_from)
            if begins_in or runs_into:
                self.add_error(
                    "valid_from",
                    _("Bu anahtarla aynı günlerde geçerli bir satır var: %(name)s. Önce onu bitirin.")
                    % {"name": other.name},
                )
                return


class ClockPolicyViewSet(ModelViewSet):
    model = ClockPolicy
    icon = "time"
    menu_label = _("Yasal süreler")
    menu_order = 610
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "days", "counting", "valid_from", "valid_until"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Kanun değişince eski satırı bitirin, yenisini ekleyin. Eski başvurular kendi sürelerini korur. "
                    "Anahtar, formların süreyi bulduğu addır."
                )
            ),
            FieldPanel("name"),
            FieldPanel("key"),
            FieldRowPanel([FieldPanel("days"), FieldPanel("counting")]),
            MultiFieldPanel(
                [
                    FieldPanel(
                        "extended_days",
                        help_text=_(
                            "Uzatılırsa ilk günden sayılan toplam gün. Kanun uzatmaya izin vermiyorsa boş bırakın."
                        ),
                    ),
                    FieldPanel(
                        "unpaid_days",
                        help_text=_(
                            "Ücret bildirilince süre durur. Bu kadar iş günü içinde yatırılmazsa istek geri çekilmiş "
                            "sayılır. Ücret istenemiyorsa boş bırakın."
                        ),
                    ),
                    FieldPanel(
                        "pauses_for_citizen",
                        help_text=_("Yalnız kanun açıkça izin veriyorsa işaretleyin. Söz günü her durumda bekler."),
                    ),
                ],
                heading=_("Süre ne zaman uzar, ne zaman durur"),
            ),
            FieldPanel("source"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
        ],
        base_form_class=ClockPolicyForm,
    )
