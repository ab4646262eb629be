"""What every page shows of the site: its facts and its menu."""

from types import SimpleNamespace

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def site_facts(context):
    """Names, addresses and links of this installation."""
    return SimpleNamespace(name="Çınar", strapline="", organisation="", directorate="", banner=None, footer_columns=[])


@register.simple_tag(takes_context=True)
def site_menu(context):
    """The items of the main menu: label, url, current."""
    return [{"label": _("Ana sayfa"), "url": "/", "current": False}]
