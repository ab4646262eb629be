"""Screens for the KVKK texts. Versions are append-only; only the current words can be edited."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from .models import ConsentText
from .services import publish_text


class PublishesVersion:
    """Saving freezes the words as the next version; who submitted before keeps pointing at the old one."""

    def save_instance(self):
        text = super().save_instance()
        publish_text(text, by=self.request.user)
        return text


class CreateView(PublishesVersion, generic.CreateView):
    pass


class EditView(PublishesVersion, generic.EditView):
    pass


class ConsentTextViewSet(ModelViewSet):
    model = ConsentText
    icon = "doc-full"
    menu_label = _("KVKK metinleri")
    menu_order = 650
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = CreateView
    edit_view_class = EditView
    list_display = ["title", "kind", "key"]
    panels = [
        HelpPanel(
            content=_(
                "Kaydettiğinizde metin yeni bir sürüm olarak yayımlanır. "
                "Daha önce başvuranlar kendi gördükleri sürüme bağlı kalır."
            )
        ),
        FieldPanel("title"),
        FieldPanel("body"),
        FieldPanel("kind"),
        FieldPanel("key", help_text=_("Formların metni bulduğu ad. Yayımlanmış metinde değiştirmeyin.")),
    ]

    def get_form_class(self, for_update=False):
        form_class = super().get_form_class(for_update)
        if for_update:  # forms look the text up by its key, and a notice never turns into a consent
            for name in ["key", "kind"]:
                form_class.base_fields[name].disabled = True
        return form_class
