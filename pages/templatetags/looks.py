"""Drawings inside templates: icons from our own sprite, the leaf, bark covers."""

from datetime import date

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib import turkish
from lib.bark import cover_file

register = template.Library()


@register.simple_tag
def icon(name, extra=""):
    """An icon of static/img/icons.svg. It never stands alone: words beside it say what it means."""
    return format_html(
        '<svg class="ic{}" width="24" height="24" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {extra}" if extra else "",
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def leaf():
    """The plane leaf, coloured by --mark and --mark-v."""
    return format_html(
        '<svg class="leaf" width="48" height="48" aria-hidden="true" focusable="false"><use href="{}#leaf"/></svg>',
        static("img/icons.svg"),
    )


@register.simple_tag
def bark_cover(seed, tone="cinar", lazy=True):
    """Cover art for a page without a photograph: the same seed and tone always give the same picture."""
    return format_html(
        '<img src="{}" alt="" width="800" height="450"{}>',
        static(cover_file(int(seed or 0), tone)),
        mark_safe(' loading="lazy" decoding="async"') if lazy else "",
    )


@register.filter
def upper_tr(text):
    """Capitals as the page's language writes them: i becomes İ in Turkish only."""
    return turkish.upper(text) if (get_language() or "tr").startswith("tr") else text.upper()


@register.filter
def digits(phone):
    """A phone number as links want it: digits only."""
    return "".join(c for c in str(phone) if c in "0123456789")


@register.filter
def bars(step, steps):
    """One true or false for each step of a form: is it reached?"""
    return [number < int(step or 0) for number in range(int(steps))]


@register.filter
def page_numbers(page):
    """Numbers for a pagination: first, last and neighbours; None where some are left out."""
    last = page.paginator.num_pages
    shown = sorted({1, 2, last - 1, last, page.number - 1, page.number, page.number + 1} & set(range(1, last + 1)))
    numbers = []
    for number in shown:
        if numbers and number != numbers[-1] + 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


@register.simple_tag
def week_days():
    """Monday to Sunday, with the short forms of a calendar's head."""
    shorts = [_("Pt"), _("Sa"), _("Ça"), _("Pe"), _("Cu"), _("Ct"), _("Pz")]
    return [
        {"short": short, "name": date_format(date(2024, 1, number), "l")}
        for number, short in enumerate(shorts, start=1)
    ]
