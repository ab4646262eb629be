"""Words for citizens: what each status, outcome and step of the timeline is called on the tracking page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import CaseEvent, Contact, Verdict
from .workflow import NotifyBy, Outcome, Status

Kind = CaseEvent.Kind
_l = gettext_lazy


@dataclass(frozen=True)
class Chip:
    tone: str  # work, done, you or no
    text: str


#: outcome -> chip tone, chip, headline, lead
OUTCOMES = {
    Outcome.DONE: ("done", _l("Çözüldü"), _l("Çözdük."), _l("Siz de bakın: çözülmediyse yeniden açın.")),
    Outcome.PARTLY: (
        "done",
        _l("Kısmen çözüldü"),
        _l("Bir kısmını çözdük."),
        _l("Neyin kaldığını aşağıda yazdık. Size yetmediyse yeniden açın."),
    ),
    Outcome.SCHEDULED: ("work", _l("Programda"), _l("Programa aldık."), _l("Ne zaman yapılacağını aşağıda yazdık.")),
    Outcome.NOT_OURS: (
        "no",
        _l("Yapılamıyor"),
        _l("Bu iş belediyenin görevi değil."),
        _l("Nereye başvurabileceğinizi aşağıda yazdık."),
    ),
    Outcome.REFUSED: (
        "no",
        _l("Yapılamıyor"),
        _l("Yapamıyoruz."),
        _l("Nedenini ve ne yapabileceğinizi aşağıda yazdık."),
    ),
    Outcome.UNVERIFIED: (
        "no",
        _l("Yerinde görülmedi"),
        _l("Yerinde baktık, göremedik."),
        _l("Sürüyorsa yeniden açın, yerini biraz daha anlatın."),
    ),
    Outcome.DUPLICATE: (
        "work",
        _l("Birleştirildi"),
        _l("Aynı konuda daha eski bir başvuru var."),
        _l("İkisini birlikte izliyoruz."),
    ),
}

#: what the citizen said of our ending -> the step of the timeline
SOLVED = {
    Verdict.Solved.YES: _l("Çözüldüğünü söylediniz"),
    Verdict.Solved.PARTLY: _l("Kısmen çözüldüğünü söylediniz"),
    Verdict.Solved.NO: _l("Çözülmediğini söylediniz"),
}

NOTIFIED = {
    NotifyBy.SMS: _l("SMS ile yazacağız."),
    NotifyBy.EMAIL: _l("E-posta ile yazacağız."),
    NotifyBy.NONE: _l("Bu sayfada göreceksiniz."),
}


def chip(case):
    """Status in at most three words."""
    if case.status == Status.CLOSED:
        tone, text, _headline, _lead = OUTCOMES[case.outcome]
        return Chip(tone, text)
    if case.status == Status.RECEIVED and not case.is_overdue:
        return Chip("work", _("Aldık"))
    return {
        Status.WAITING: Chip("you", _("Sizden bilgi bekliyoruz")),
        Status.TRANSFERRED: Chip("work", _("Başka kuruma gönderdik")),
        Status.WITHDRAWN: Chip("no", _("Geri çekildi")),
    }.get(case.status, Chip("work", _("İşlemde")))


def headline(case):
    """The first sentence of the page."""
    if case.status == Status.CLOSED:
        return OUTCOMES[case.outcome][2]
    if case.status == Status.WAITING:
        return _("Sizden bilgi bekliyoruz.")
    if case.is_overdue:
        return _("Söz verdiğimiz gün geçti.")
    if case.status == Status.IN_PROGRESS:
        return _("%(unit)s ilgileniyor.") % {"unit": case.unit} if case.unit else _("Başvurunuzla ilgileniyoruz.")
    return {
        Status.RECEIVED: _("Başvurunuzu aldık."),
        Status.TRANSFERRED: _("Başka kuruma gönderdik."),
        Status.WITHDRAWN: _("Başvurunuz geri çekilmiş sayıldı.") if _unpaid(case) else _("Başvurunuzu geri çektiniz."),
    }[case.status]


def _unpaid(case):
    """It was not the citizen who took it back: a fee was not paid."""
    return any(contact.answered_by_way == Contact.Way.UNPAID for contact in case.contacts.all())


def title(event):
    """What a step of the timeline is called."""
    if event.kind == Kind.CLOSED:
        return OUTCOMES[event.data["outcome"]][2] if event.data.get("outcome") in OUTCOMES else _("Sonuçlandı")
    if event.kind == Kind.REOPENED:
        return _("Yeniden açtınız") if event.by_citizen else _("Yeniden açtık")
    if event.kind == Kind.JUDGED:
        return SOLVED.get(event.data.get("solved"), event.get_kind_display())
    if event.kind in {Kind.WROTE, Kind.REPLIED} and not event.text:
        return _("Eklediğiniz dosyayı aldık")
    return {
        Kind.RECEIVED: _("Başvurunuzu aldık"),
        Kind.ASSIGNED: _("Doğru ekibe verdik"),
        Kind.ASKED: _("Size bir soru sorduk"),
        Kind.REPLIED: _("Yanıtınızı aldık"),
        Kind.WROTE: _("Yazdığınızı aldık"),
        Kind.ANSWERED: _("Size yazdık"),
        Kind.PROMISED: _("Size yeni bir gün verdik") if event.data.get("slipped") else _("Günü belirledik"),
        Kind.TRANSFERRED: _("İlgili kuruma gönderdik"),
        Kind.WITHDRAWN: _("Geri çektiniz") if event.by_citizen else _("Geri çekilmiş sayıldı"),
        Kind.EXTENDED: _("Yasal süreyi uzattık"),
        Kind.PAUSED: _("Bir ücret bildirdik"),
        Kind.RESUMED: _("Ödemeyi aldık"),
        Kind.RECKONED: _("Günü yeniden hesapladık"),
    }.get(event.kind, event.get_kind_display())
