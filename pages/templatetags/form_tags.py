"""Drawing forms: one renderer for every field, and the summary of what is still missing.

`{% include "forms/field.html" with field=form.phone only %}` draws a whole field;
the widget's type picks the template.
A form may add, besides Django's own label, help_text and widget.attrs:
`field.show_optional = False` (no "isteğe bağlı"), `widget.option_hints = {value: text}`,
`widget.picks = "row" | "big"`.
"""

from dataclasses import dataclass, field

from django import forms, template
from django.utils.formats import number_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@dataclass
class FieldView:
    """All that a template in forms/ needs to draw one bound field."""

    template: str
    id: str
    label: str
    bound: forms.BoundField
    control_id: str
    errors: list = field(default_factory=list)
    hint: str = ""
    optional: bool = False
    control: str = ""
    described_by: str = ""
    options: list = field(default_factory=list)
    picks: str = ""
    parts: list = field(default_factory=list)
    limit: int | None = None
    limit_text: str = ""


@register.simple_tag
def field_view(bound):
    """The view of a bound field."""
    # The server decides what is missing, in our words, not the browser in its own.
    bound.form.use_required_attribute = False
    kind = _kind(bound.field.widget)
    view = FieldView(
        template=f"forms/{kind}.html",
        id=bound.auto_id or bound.html_name,
        label=bound.label,
        bound=bound,
        control_id=bound.id_for_label or bound.auto_id,
        errors=list(bound.errors),
        hint=bound.help_text,
        optional=_marked_optional(bound, kind),
    )
    view.limit = bound.field.max_length if kind == "textarea" and getattr(bound.field, "max_length", None) else None
    if view.limit:
        limit = number_format(view.limit, force_grouping=True)
        view.limit_text = _("En çok %(limit)s karakter yazabilirsiniz") % {"limit": limit}
    view.described_by = " ".join(
        f"{view.id}_{part}"
        for part, shown in (("hint", view.hint), ("error", view.errors), ("count", view.limit))
        if shown
    )
    _draw_control(view, kind)
    return view


@register.simple_tag
def error_summary(form):
    """Title and links of the summary box: the same words as at the fields, each leading to its first control."""
    problems = [{"text": text, "href": ""} for text in form.non_field_errors()]
    for bound in form:
        if bound.errors:
            href = "" if bound.is_hidden else f"#{first_control(bound)}"
            problems += [{"text": text, "href": href} for text in bound.errors]
    return {"title": summary_title(len(problems)), "problems": problems} if problems else None


def summary_title(count):
    """How many places want a correction, as people say it."""
    words = [_("bir"), _("iki"), _("üç"), _("dört"), _("beş"), _("altı"), _("yedi"), _("sekiz"), _("dokuz"), _("on")]
    word = words[count - 1] if count <= len(words) else str(count)
    return _("Devam etmek için %(count)s yeri düzeltin") % {"count": word}


def first_control(bound):
    """The id that a link to this field must name so that the keyboard lands in it."""
    if _kind(bound.field.widget) in {"picks", "date"}:
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


def _kind(widget):
    """Which template draws this widget. RadioSelect and CheckboxSelectMultiple come before Select, their cousin."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "picks"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.FileInput):
        return "files"
    if isinstance(widget, forms.MultiWidget) and len(widget.widgets) == 3:
        return "date"
    # Widgets with a template of their own (captcha) draw themselves.
    if isinstance(widget, forms.widgets.Input) and widget.template_name.startswith("django/"):
        return "text"
    return "own"


def _marked_optional(bound, kind):
    return (
        not bound.field.required and kind not in {"checkbox", "hidden"} and getattr(bound.field, "show_optional", True)
    )


def _draw_control(view, kind):
    """Fill in `control`, `options` or `parts`, whichever the template of this kind uses."""
    bound, widget = view.bound, view.bound.field.widget
    attrs = {}
    if view.described_by and kind != "picks":
        attrs["aria-describedby"] = view.described_by
    if view.errors and kind != "picks":
        attrs["aria-invalid"] = "true"

    if kind == "picks":
        view.picks = getattr(widget, "picks", "")
        hints = getattr(widget, "option_hints", {})
        context = widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id})["widget"]
        for _name, options, _index in context["optgroups"]:
            for option in options:
                option["hint"] = hints.get(option["value"], hints.get(str(option["value"]), ""))
                option["attrs"].pop("required", None)
                view.options.append(option)
    elif kind == "date":
        labels = getattr(widget, "part_labels", (_("Gün"), _("Ay"), _("Yıl")))
        context = widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id} | attrs)["widget"]
        for label, part in zip(labels, context["subwidgets"], strict=True):
            part["attrs"].pop("required", None)
            part["label"] = label
            view.parts.append(part)
        view.control_id = view.parts[0]["attrs"]["id"]
    else:
        if kind in {"text", "select", "textarea"}:
            attrs["class"] = _classes(widget)
        if view.limit:
            attrs["data-limit"] = view.limit
        if kind == "textarea":
            # A silent cut at the limit loses words; the counter and the server speak instead.
            widget.attrs.pop("maxlength", None)
            if widget.attrs.get("rows") == "10":  # Django's own default, taller than a phone likes
                attrs["rows"] = 5
        view.control = bound.as_widget(attrs=attrs)


#: widths that tell how much is expected
WIDTHS = {"tel": "w-m", "number": "w-s", "date": "w-m", "time": "w-s", "email": "w-l"}


def _classes(widget):
    classes = ["inp", *widget.attrs.get("class", "").split()]
    if widget.attrs.get("autocomplete") == "one-time-code":
        classes.append("code")
    elif not any(name.startswith("w-") for name in classes):
        kind = widget.attrs.get("type") or getattr(widget, "input_type", "")
        classes.append("w-m" if isinstance(widget, forms.Select) else WIDTHS.get(kind, ""))
    return " ".join(filter(None, classes))


@register.filter
def attributes(attrs):
    """A widget's attrs as Django's own templates write them, without class and id."""
    return mark_safe(forms.utils.flatatt({k: v for k, v in attrs.items() if k not in {"class", "id"}}))  # noqa: S308
