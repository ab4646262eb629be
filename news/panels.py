"""Parts of the editor's form that belong to news."""

from wagtail.admin.panels import MultiFieldPanel


class NextStepPanel(MultiFieldPanel):
    """What a reader can do next; reminds of it while there is nothing."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "news/panels/next_step.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | {"is_missing": bool(self.instance.pk) and not self.instance.leads_on}
