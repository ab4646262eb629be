"""The editor's form of a page: Turkish slugs while typing, no picture without consent, what to look at on top."""

import unicodedata
from collections import defaultdict

from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import Panel
from wagtail.admin.widgets import SlugInput

from lib import turkish
from pages import checks

#: Where Unicode keeps Latin letters, digits and what stands for them: ª–ɏ, Ḁ–ỿ, ⁰–₟, ℀–⅏, ﬀ–ﬆ.
LATIN = [(0x00AA, 0x0250), (0x1E00, 0x1F00), (0x2070, 0x20A0), (0x2100, 0x2150), (0xFB00, 0xFB07)]


def _formatters():
    """What lib.turkish.slugify does, as the browser's slug field takes it: patterns and what stands for them.

    Made from lib.turkish.fold itself, letter by letter, so that both sides agree about every Latin letter.
    """
    by_result = defaultdict(str)
    for letter in map(chr, [code for first, last in LATIN for code in range(first, last)]):
        folded = turkish.slugify(letter)
        if folded and unicodedata.category(letter)[0] in "LNS":
            by_result[folded] += letter
    apostrophes = "'’‘‛`´ʼʻʹ′"
    return [
        (f"[{apostrophes}\u0300-\u036f]", ""),
        *((f"[{letters}]", folded) for folded, letters in sorted(by_result.items())),
        ("[^A-Za-z0-9]+", "-"),
        ("^-+", ""),
    ]


class PageForm(WagtailAdminPageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].widget = SlugInput(formatters=FORMATTERS)

    def is_valid(self):
        """The page as it would be published: after its fields and its rows are read. A draft may hold any picture."""
        from pages import consent  # it asks the models, and they this form

        if not super().is_valid():
            return False
        if self.is_deferred_validation:
            return True

        rows = [
            (name, form.instance)
            for name, formset in self.formsets.items()
            for form in formset.forms
            if form.has_changed() or form.instance.pk
            if not (formset.can_delete and formset._should_delete_form(form))
        ]
        for use in consent.refused_uses(self._page_without_rows(), rows):
            # A field of the page says it itself; what stands inside a text or a row is said above the form.
            own = use.field in self.fields and self.instance._meta.get_field(use.field).many_to_one
            self.add_error(use.field if own else None, use.sentence)
        return not self.errors

    def _page_without_rows(self):
        """The instance carries the rows as they were, the formsets as they will be."""
        fields = self.instance._meta.concrete_fields
        return type(self.instance)(**{field.attname: getattr(self.instance, field.attname) for field in fields})


class FindingsPanel(Panel):
    """What an editor should look at before publishing: place, finding, remedy (pages.checks)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/admin/findings.html"

        def is_shown(self):
            return bool(self.instance and self.instance.pk and self.findings)

        @cached_property
        def findings(self):
            return checks.findings(self.instance)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"findings": self.findings}


FORMATTERS = _formatters()
