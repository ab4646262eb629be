"""Wagtail's admin under `script-src 'self'`.

Wagtail 8 still writes inline scripts in six places: five templates (overridden in portal/templates/wagtailadmin) and
BaseChooser.render (replaced here). Each becomes an element that the Stimulus controller of
portal/static/portal/csp-init.js starts. The browser test tests/browser/test_admin_csp.py tells when an upgrade of
Wagtail adds another, or needs one less.
"""

import json

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def replace_inline_scripts():
    BaseChooser.render = render_chooser
    hooks.register("insert_global_admin_js", script_tag)


def render_chooser(self, name, value, attrs=None, renderer=None):
    """BaseChooser.render with the start of the widget as data instead of as a script."""
    try:
        id_ = attrs["id"]
    except (KeyError, TypeError) as error:
        raise TypeError("BaseChooser cannot be rendered without an 'id' attribute") from error
    value_data = self.get_value_data(value)
    html = self.render_html(name, value_data, attrs)
    if isinstance(self, AdminTaskChooser):  # the only one that calls a function instead of a constructor
        return format_html("{}{}", html, starter("createTaskChooser", id_))
    options = self.get_js_init_options(id_, name, value_data)
    return format_html("{}{}", html, starter(self.js_constructor, id_, options, construct=True))


def starter(function, id_, options=None, *, construct=False):
    """The element that makes csp-init.js call this global function (or construct this class) with (id, options)."""
    attributes = {"function": function, "id": id_}
    if options is not None:
        attributes["options"] = json.dumps(options)
    if construct:
        attributes["construct"] = "true"
    data = format_html_join("", ' data-csp-init-{}-value="{}"', attributes.items())
    return format_html('<span hidden data-controller="csp-init"{}></span>', data)


def script_tag():
    return format_html('<script src="{}"></script>', static("portal/csp-init.js"))
