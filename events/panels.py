"""A group of an editor's form that folds, also inside a row of dates where Wagtail's own do not."""

from wagtail.admin.panels import MultiFieldPanel


class FoldedPanel(MultiFieldPanel):
    """Closed until it says something: a value other than the usual one, or a fault. `summary`: what is inside.

    Not its heading: Wagtail writes that above a group, and it would stand there twice.
    """

    def __init__(self, children=(), *args, summary="", **kwargs):
        super().__init__(children, *args, **kwargs)
        self.summary = summary

    def clone_kwargs(self):
        return super().clone_kwargs() | {"summary": self.summary}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "events/board/folded_panel.html"

        @property
        def is_open(self):
            return any(self._says_something(name) for name in _fields(self))

        def _says_something(self, name):
            if self.form.errors.get(name):
                return True
            usual = self.panel.model._meta.get_field(name).get_default()
            return (getattr(self.instance, name) or "") != (usual or "")


def _fields(panel):
    for child in getattr(panel, "children", ()):
        if hasattr(child, "field_name"):
            yield child.field_name
        yield from _fields(child)
