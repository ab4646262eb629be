"""Screen for ready replies: what the directorate gives its clerks to start from."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from lib import turkish
from wishes import topics

from . import replies
from .models import ReplyTemplate


class ReplyTemplateForm(WagtailAdminModelForm):
    verb = forms.ChoiceField(label=_("İşlem"), choices=list(replies.VERBS.items()))
    topic = forms.ChoiceField(label=_("Konu"), required=False, help_text=_("Boş bırakırsanız her konuda önerilir."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = topics.labels()
        now = self.instance.topic
        if now and now not in choices:  # a topic that is gone: the reply keeps it until somebody chooses anew
            choices[now] = now
        self.fields["topic"].choices = [("", _("Bütün konular")), *choices.items()]

    def clean_text(self):
        text = turkish.clean_text(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(_("Hazır yanıtın metnini yazın."))
        if wrong := replies.unknown(text):
            raise forms.ValidationError(
                _("Bu değişken yok: %(wrong)s. Kullanabilecekleriniz: %(known)s")
                % {"wrong": ", ".join(wrong), "known": ", ".join(f"{{{{ {name} }}}}" for name in replies.VARIABLES)}
            )
        return text


class ReplyTemplateViewSet(ModelViewSet):
    model = ReplyTemplate
    icon = "openquote"
    menu_label = _("Hazır yanıtlar")
    menu_order = 605
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["name", "verb", "topic", "unit", "is_active"]
    list_filter = ["verb", "unit", "is_active"]
    search_fields = ["name", "text"]

    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Görevli metni kendi yanıtına alır ve değiştirebilir. Değişkenler, başvurunun bilgileriyle dolar: "
                    "{{ numara }} başvuru numarası, {{ soz_gunu }} söz verdiğimiz gün, {{ mudurluk }} ilgilenen "
                    "müdürlük, {{ konu }} başvurunun konusu, {{ kurum }} işin sahibi olan kurum."
                )
            ),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("verb"), FieldPanel("topic"), FieldPanel("unit")]),
            FieldPanel("text"),
            FieldPanel("is_active"),
        ],
        base_form_class=ReplyTemplateForm,
    )
