"""The dock of a case page as data: its tabs, their forms, and the verb each one calls."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wishes import services
from wishes.workflow import can

from . import forms, mentions
from .permissions import may


@dataclass(frozen=True)
class Tab:
    verb: str
    slug: str  # in the address
    label: str
    button: str
    done: str
    form: type
    act: Callable  # (case, cleaned data, form, by=, version=)
    key: str = ""  # shortcut, where the user wants shortcuts
    icon: str = ""
    is_public: bool = True  # the citizen reads it, so it is previewed

    @property
    def address(self):
        return f"desk:{self.verb}"


def _answer(case, data, form, **who):
    return services.answer(
        case, data["text"], promised_on=data["promised_on"], uploads=[file.pk for file in form.attachments], **who
    )


@transaction.atomic
def _note(case, data, form, **who):
    event = services.note(case, data["text"], **who)
    form.told = mentions.tell(event, by=who["by"])
    return event


TABS = [
    Tab(
        "answer", "yanitla", _("Yanıtla"), _("Yanıtı gönder"), _("Yanıt gönderildi."), forms.AnswerForm, _answer,
        key="r", icon="mail",
    ),
    Tab(
        "note", "not", _("Not"), _("Notu kaydet"), _("İç not kaydedildi."), forms.NoteForm,
        _note,
        key="n", icon="lock", is_public=False,
    ),
    Tab(
        "assign", "ata", _("Ata"), _("Ata"), _("Başvuru verildi."), forms.AssignForm,
        lambda case, data, form, **who: services.assign(
            case, unit=data["unit"], assignee=data["assignee"], note=data["note"], **who
        ),
        key="a", icon="user", is_public=False,
    ),
    Tab(
        "ask", "sor", _("Sor"), _("Soruyu gönder"), _("Soru gönderildi. Vatandaşın yanıtı bekleniyor."), forms.AskForm,
        lambda case, data, form, **who: services.ask(case, data["text"], **who),
        key="s", icon="help",
    ),
    Tab(
        "transfer", "ilet", _("İlet"), _("İlet"), _("Başvuru ilgili kuruma iletildi, vatandaşa yazıldı."),
        forms.TransferForm,
        lambda case, data, form, **who: services.transfer(
            case, authority=data["authority"], text=data["text"], **who
        ),
        key="i", icon="redirect",
    ),
    Tab(
        "close", "kapat", _("Kapat"), _("Sonucu gönder ve kapat"), _("Başvuru sonuçlandı."), forms.CloseForm,
        lambda case, data, form, **who: services.close(case, outcome=data["outcome"], text=data["text"], **who),
        key="k", icon="check",
    ),
    Tab(
        "promise", "soz-gunu", _("Söz günü"), _("Yeni günü gönder"), _("Söz verilen gün değişti."), forms.PromiseForm,
        lambda case, data, form, **who: services.promise(
            case, promised_on=data["promised_on"], text=data["text"], **who
        ),
        icon="date",
    ),
    Tab(
        "reopen", "yeniden-ac", _("Yeniden aç"), _("Yeniden aç"), _("Başvuru yeniden açıldı."), forms.ReopenForm,
        lambda case, data, form, **who: services.reopen(case, text=data["text"], **who),
        icon="undo",
    ),
    Tab(
        "clear", "bakildi", _("Bakıldı"), _("Bakıldı olarak işaretle"), _("Bakıldı olarak işaretlendi."),
        forms.ClearForm,
        lambda case, data, form, **who: services.clear(case, **who),
        icon="view", is_public=False,
    ),
]  # fmt: skip
TAB = {tab.verb: tab for tab in TABS}


def tabs_for(case, user):
    """What this user can do with the case now. "Bakıldı" only where somebody has to look."""
    return [
        tab
        for tab in TABS
        if can(tab.verb, case.status) and may(user, tab.verb) and (tab.verb != "clear" or case.hold_reason)
    ]
