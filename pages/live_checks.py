"""Our rules in Wagtail's own checker: it runs axe over the live preview, so an editor sees a finding while typing.

The rules are those of pages.rules, written once more for the browser in pages/static/pages/checks.js; words and
patterns go there as options, so that they stand in one place.
"""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

from pages import rules


def _rule(name, selector, check, **options):
    return (
        {
            "id": name,
            "impact": "moderate",
            "selector": selector,
            "tags": ["cinar"],
            "any": [check],
            "enabled": True,
        },
        {"id": check, "options": options},
    )


_OURS = [
    _rule("cinar-title-case", "main h1, main h2, main h3, main h4", "check-cinar-title-case"),
    _rule("cinar-link-text", "main a[href]", "check-cinar-link-text", vague=sorted(rules.VAGUE)),
    _rule("cinar-phone", "main p, main li, main td", "check-cinar-phone", pattern=rules.PHONE.pattern),
]


class OurChecksItem(ContentCheckerItem):
    axe_run_only = [*ContentCheckerItem.axe_run_only, "image-alt", *(rule["id"] for rule, _check in _OURS)]
    axe_custom_rules = [*ContentCheckerItem.axe_custom_rules, *(rule for rule, _check in _OURS)]
    axe_custom_checks = [*ContentCheckerItem.axe_custom_checks, *(check for _rule, check in _OURS)]
    axe_messages = ContentCheckerItem.axe_messages | {
        "image-alt": {
            "error_name": _("Görselin alternatif metni yok"),
            "help_text": _("Görselde ne olduğunu bir cümleyle yazın ya da yalnız süs olduğunu işaretleyin."),
        },
        "cinar-title-case": {
            "error_name": _("Başlık büyük harflerle yazılmış"),
            "help_text": _("Yalnız ilk harfi ve özel adları büyük yazın."),
        },
        "cinar-link-text": {
            "error_name": _("Bağlantı nereye gittiğini söylemiyor"),
            "help_text": _("Bağlantının metnine gidilen yerin adını yazın."),
        },
        "cinar-phone": {
            "error_name": _("Telefon numarası bağlantı değil"),
            "help_text": _("Numarayı seçip bağlantı ekleyin, türü telefon olsun."),
        },
    }

    class Media:
        js = ["pages/checks.js"]
