"""The dock of a case page as data: its tabs, their forms, and the verb each one calls."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wishes import services
from wishes.models import CaseEvent
from wishes.workflow import can

from . import forms, kinds, mentions
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
    move: str = ""  # the lawful move it needs, where that is called otherwise

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


def _close(case, data, form, **who):
    return services.close(case, outcome=data["outcome"], text=data["text"], relayed=data.get("relayed"), **who)


def _retopic(case, data, form, **who):
    reroute = bool(data.get("reroute"))
    return kinds.of(case).retopic(case, data["topic"], reroute=reroute, note=data["note"], **who)


@transaction.atomic
def _notify(case, data, form, *, by, version):
    """Not a word to the citizen: it is what they asked for. The timeline keeps it as a note."""
    case = services.move(case, "note", version, notify_by=data["notify_by"])
    words = _now("Haber yolu değişti: %(way)s") % {"way": case.get_notify_by_display()}
    return services.record(case, CaseEvent.Kind.NOTED, by=by, text=words)


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
        _close,
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
        "retopic", "konu", _("Konu"), _("Konuyu değiştir"), _("Konu değişti."), forms.RetopicForm, _retopic,
        icon="tag", is_public=False,
    ),
    Tab(
        "notify", "haber-yolu", _("Haber yolu"), _("Haber yolunu değiştir"), _("Haber yolu değişti."),
        forms.NotifyForm, _notify,
        icon="mobile-alt", is_public=False, move="note",
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
    """What this user can do with the case now."""
    return [
        tab
        for tab in TABS
        if can(tab.move or tab.verb, case.status) and may(user, tab.verb) and makes_sense(tab.verb, case)
    ]


def makes_sense(verb, case):
    if verb == "clear":  # somebody has to look
        return bool(case.hold_reason)
    if verb == "reopen":  # a part of another case goes on there
        return case.merged_into_id is None
    if verb == "close":  # decided: what is missing is entered in the other system, and closes it
        return not case.decided
    if verb == "retopic":
        return kinds.of(case).retopic is not None
    if verb == "notify":
        return case.person_id is not None and case.is_open
    return True
