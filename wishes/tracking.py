"""What a citizen reads about a case: status, promise and timeline in the words of the tracking page.

A read model: it takes the case and how much the reader may see (grants.Level) and gives plain facts for templates.
Whoever knows only reference and phone sees our words and the days, never the citizen's own words, place, name or files.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from lib import dates, phone

from . import reasons, verdicts, voices, wording
from .grants import Level
from .models import Attachment, Case, CaseEvent, ClockPolicy, Verdict
from .workflow import OURS, Status, can

Kind = CaseEvent.Kind


@dataclass
class Step:
    """One leaf or bud on the branch; the template parts/timeline.html draws it."""

    state: str  # done, now or next
    title: str
    text: str = ""
    date: datetime | None = None
    message: dict | None = None  # who, text, from_citizen
    photos: list = field(default_factory=list)  # url, thumbnail, caption, alt


def find(reference):
    """The case of a canonical reference with all that its page needs, or None."""
    return find_by(reference=reference)


def find_by(**key):
    return (
        Case.objects.select_related("person", "unit", "neighbourhood")
        .prefetch_related(
            "contacts__pauses",
            "takings",
            Prefetch("events", CaseEvent.objects.select_related("unit")),
            Prefetch("events__attachments", Attachment.objects.filter(is_public=True)),
        )
        .filter(**key)
        .first()
    )


@dataclass(frozen=True)
class Solved:
    """ "Çözüldü mü?" on the page: what was said, what may still be added, and until when it can be opened again."""

    verdict: Verdict | None
    takes_words: bool
    until: date
    days: int  # left to open it again, the last one included

    @property
    def takes_stars(self):
        return bool(self.verdict) and self.verdict.stars is None

    @property
    def takes_more(self):
        return self.takes_words or self.takes_stars


@dataclass
class Story:
    """A case as one reader may read it today."""

    case: Case
    level: Level
    today: date = field(default_factory=timezone.localdate)

    @property
    def is_strong(self):
        return self.level is Level.STRONG

    @property
    def matter(self):
        """The case that is worked on: another one where several were merged (following.Following)."""
        return self.case

    @cached_property
    def voice(self):
        return voices.of(self.case)

    @cached_property
    def events(self):
        """What happened, as far as a citizen is concerned. Notes and passing on inside a unit are not, and what
        others wrote whose cases became part of this one is theirs."""
        return [event for event in self.case.events.all() if self._is_for_me(event)]

    def _is_for_me(self, event):
        # That the matter is open again is everybody's news, in whose words it is not.
        return is_told(event) and (event.kind == Kind.REOPENED or not self._is_anothers(event))

    def is_own(self, event):
        """Was it this citizen who wrote or did it?"""
        return event.by_citizen and not self._is_anothers(event)

    def _is_anothers(self, event):
        # What was written through this case while it was part of another came back with it.
        return event.data.get("through") not in (None, self.case.pk)

    # -- first sentence ---------------------------------------------------------------------

    @property
    def chip(self):
        return self.voice.chip(self.matter) or wording.chip(self.matter)

    @property
    def headline(self):
        return self.voice.headline(self.matter) or wording.headline(self.matter)

    @property
    def lead(self):
        case = self.matter
        if said := self.voice.lead(case):
            return said
        if case.status == Status.CLOSED:
            return wording.OUTCOMES[case.outcome][3]
        if case.status == Status.WAITING:
            return _("Devam edebilmemiz için şu soruyu yanıtlayın.")
        if case.is_overdue:
            return _("Özür dileriz. Yeni günü bu sayfada ve seçtiğiniz yoldan bildireceğiz.")
        if case.status == Status.WITHDRAWN:
            return _("Bu konuda başka işlem yapmıyoruz. Fikriniz değişirse yeniden açın.")
        if case.status == Status.TRANSFERRED:
            return _("İlgili kurum: %(authority)s. %(day)s günü gönderdik, yanıtını izliyoruz.") % {
                "authority": case.authority,
                "day": dates.long(self._last(Kind.TRANSFERRED, case.updated_at)),
            }
        if not case.promised_on:
            return _("Sizden şu an bir şey istemiyoruz.")
        day = dates.long(case.promised_on)
        if self._slipped:
            return _("Söz verdiğimiz güne yetişemedik, özür dileriz. Yeni gün: %(day)s.") % {"day": day}
        if case.status == Status.RECEIVED:
            return _("En geç %(day)s günü size ilk bilgiyi vereceğiz.") % {"day": day}
        return _("En geç %(day)s günü size sonucu yazacağız. Sizden şu an bir şey istemiyoruz.") % {"day": day}

    # -- the promised day -------------------------------------------------------------------

    @property
    def promise(self):
        """date, text and overdue of the calendar leaf; None when nothing is promised any more."""
        case = self.matter
        if case.status not in OURS or case.promised_on is None:
            return None
        left = (case.promised_on - self.today).days
        familiar = self.voice.familiar
        if left < 0:
            text = (
                _("Özür dileriz. Yeni günü sana yazacağız.")
                if familiar
                else _("Özür dileriz. Yeni günü size yazacağız.")
            )
        elif left == 0:
            text = _("Bugün. Gecikirsek sana yazarız.") if familiar else _("Bugün. Gecikirsek size yazarız.")
        else:
            text = (
                _("%(days)s gün var. Gecikirsek önce sana yazarız.")
                if familiar
                else _("%(days)s gün var. Gecikirsek önce size yazarız.")
            )
            text %= {"days": left}
        return {"date": case.promised_on, "text": text, "overdue": left < 0}

    @property
    def clock(self):
        """The two deadlines on one bar; None when there is no legal clock or it has been answered."""
        case = self.case
        if not case.is_open or case.due_on is None:
            return None
        return self._bar(self._last(Kind.REOPENED, case.received_at), case.due_on)

    def _bar(self, started, due):
        case = self.matter
        start = timezone.localdate(started) if isinstance(started, datetime) else started
        whole = max((due - start).days, 1)
        gone = (self.today - start).days
        late = gone > whole
        promise = (case.promised_on - start).days if case.promised_on and case.promised_on >= start else None
        if late:
            sentence = _("Yasal son gün geçti: %(due)s.") % {"due": dates.long(due)}
        elif gone == 0:
            sentence = _("Yasal süre bugün başladı. Yasal son gün: %(due)s.") % {"due": dates.long(due)}
        else:
            sentence = _("Yasal sürenin %(gone)s. günündeyiz. Yasal son gün: %(due)s.") % {
                "gone": gone,
                "due": dates.long(due),
            }
        if promise is not None:
            sentence += " " + _("Söz verdiğimiz gün: %(day)s.") % {"day": dates.long(case.promised_on)}
        return {
            "sentence": sentence,
            "done": _percent(gone, whole),
            "promise": None if promise is None else _percent(promise, whole),
            "late": late,
            "start": _day_and_month(start),
            "middle": _("Söz: %(day)s") % {"day": _day_and_month(case.promised_on)} if promise is not None else "",
            "end": _day_and_month(due),
            "note": sentence,
        }

    @property
    def why(self):
        """How the legal day came about, in sentences; [] where no law sets one, or only somebody else's clock."""
        contact = reasons.deciding(self.case)
        return [] if contact and contact.pk in self._came_along else reasons.of(contact)

    # -- the branch -------------------------------------------------------------------------

    @cached_property
    def steps(self):
        steps = [self._told(event) for event in self.events]
        if self.matter.is_open:
            steps += [self._now(), *self._next()]
        elif steps:
            steps[-1].state = "now"
            if self.can_reopen:
                steps.append(self._last_word())
        return steps

    @property
    def question(self):
        """What we want to know from the citizen now, or None."""
        if self.case.status != Status.WAITING:
            return None
        asked = [event for event in self.events if event.kind == Kind.ASKED]
        return asked[-1] if asked else None

    @property
    def facts(self):
        """Rows for parts/summary_card.html."""
        case = self.case
        contact = self._own_contact
        rows = [(_("Konu"), case.subject)]
        where = [str(case.neighbourhood)] if case.neighbourhood else []
        if self.is_strong and case.place:
            where.append(case.place)
        rows.append((_("Yer"), ", ".join(where)))
        rows.append(
            (
                _("Ne zaman, nereden"),
                ", ".join(
                    filter(None, [dates.long(case.received_at), contact.get_channel_display() if contact else ""])
                ),
            )
        )
        rows.append((_("İlgilenen"), self.matter.authority or str(self.matter.unit or "")))
        if self.matter.reopened_count:
            rows.append((_("Yeniden açılma"), _("%(count)s kez") % {"count": self.matter.reopened_count}))
        if self.is_strong and case.person:
            rows.append((_("Ad soyad"), case.person.name))
            rows.append((_("Telefon"), phone.display(case.person.phone) if case.person.phone else ""))
        rows += self.voice.facts(case, self.is_strong)
        return [{"label": label, "value": value} for label, value in rows if value]

    # -- what can be done -------------------------------------------------------------------

    @property
    def can_write(self):
        return can("write", self.case.status) or can("reply", self.case.status)

    @property
    def can_reopen(self):
        return self.matter.can_reopen

    @property
    def reopen_until(self):
        return _reopen_until(self.matter) if self.matter.status == Status.CLOSED and self.can_reopen else None

    @cached_property
    def solved(self):
        """Was it solved? None where that is not asked."""
        closing = verdicts.closing_of(self.matter)
        if closing is None:
            return None
        verdict = verdicts.of(self.case, closing)
        takes_words = bool(verdict) and self.is_strong and verdicts.takes_words(self.matter, verdict)
        return Solved(verdict, takes_words, self.reopen_until, (self.reopen_until - self.today).days)

    @cached_property
    def reopening(self):
        """The words over the box that takes the matter up again."""
        last_day = self.reopen_until
        if said := self.voice.reopening(self.matter, last_day):
            return said
        if last_day is None:
            return voices.Reopening(
                heading=_("Fikriniz mi değişti?"),
                text=_("Yeniden açın, aynı numarayla devam edelim."),
                step=_("Fikriniz değişirse yeniden açabilirsiniz."),
            )
        day = dates.long(last_day)
        return voices.Reopening(
            heading=_("Çözülmedi mi?"),
            text=_("Yeniden açın, aynı numarayla devam edelim. Son gün: %(day)s.") % {"day": day},
            step=_("Çözülmediyse yeniden açın. Son gün: %(day)s.") % {"day": day},
        )

    @property
    def can_withdraw(self):
        """Taking a matter back ends the legal clock: the last digits of a phone are too little for that. Nobody takes
        back what others are part of."""
        return self.is_strong and can("withdraw", self.case.status) and not self._others_are_part

    @cached_property
    def _others_are_part(self):
        return any(not taking.undone_at for taking in self.case.takings.all())

    @property
    def can_send_link(self):
        person = self.case.person
        return bool(person and (person.phone or person.email))

    @property
    def actions(self):
        ref, acts = self.case.url_reference, []
        if self.is_strong:
            acts.append(
                {
                    "icon": "printer",
                    "label": _("Başvuru belgesini yazdır"),
                    "url": reverse("wishes:receipt", args=[ref]),
                }
            )
        if self.can_withdraw:
            acts.append(
                {"icon": "reply", "label": _("Başvurumu geri çek"), "url": reverse("wishes:withdraw", args=[ref])}
            )
        return acts + self.voice.actions(self.case, self.is_strong)

    # -- pieces -----------------------------------------------------------------------------

    @cached_property
    def _own_contact(self):
        """The contact that this case began with. Others reached us about the same matter: before, after, nameless."""
        return self._first_of(contact for contact in self.case.contacts.all() if contact.pk not in self._came_along)

    @cached_property
    def _came_along(self):
        """Primary keys of the contacts that are others', whose cases became part of this one."""
        return {pk for taking in self.case.takings.all() if not taking.undone_at for pk in taking.contacts}

    def _first_of(self, contacts):
        first = min(contacts, key=lambda contact: contact.pk, default=None)
        return first if first and first.person_id == self.case.person_id else None

    @property
    def _slipped(self):
        moved = [event for event in self.events if event.data.get("promised_on")]
        return bool(moved) and bool(moved[-1].data.get("slipped"))

    def _last(self, kind, otherwise):
        found = [event.at for event in self.events if event.kind == kind]
        return found[-1] if found else otherwise

    def _told(self, event):
        title, text = self._title(event), ""
        if event.kind == Kind.RECEIVED and self._own_contact:
            text = _("Geliş yolu: %(channel)s.") % {"channel": self._own_contact.get_channel_display()}
        elif event.kind == Kind.ASSIGNED and event.unit:
            text = _("%(unit)s ilgileniyor.") % {"unit": event.unit}
        elif event.kind == Kind.TRANSFERRED:
            text = _("İlgili kurum: %(authority)s.") % {"authority": event.data.get("authority", "")}
        elif event.data.get("promised_on"):
            day = dates.long(date.fromisoformat(event.data["promised_on"]))
            text = _("Yeni gün: %(day)s.") % {"day": day}
            if event.data.get("slipped"):
                text += " " + _("Geciktiğimiz için özür dileriz.")
        else:
            text = reasons.step(event)
        photos = [photo for file, photo in self._photos if file.event_id == event.pk]
        return Step("done", title, text, event.at, self._message(event), photos)

    def _title(self, event):
        if event.kind == Kind.REOPENED and event.by_citizen and not self.is_own(event):
            return _("Yeniden açıldı")
        return self.voice.title(event) or wording.title(event)

    @property
    def _writer(self):
        return _("Sen") if self.voice.familiar else _("Siz")

    def _message(self, event):
        if event.by_citizen and not self.is_own(event) and event.kind != Kind.RECEIVED:
            return None
        if event.by_citizen:
            words = event.text
            if event.kind == Kind.RECEIVED and self._own_contact:
                words = self._own_contact.words
            return {"who": self._writer, "text": words, "from_citizen": True} if words and self.is_strong else None
        if event.kind == Kind.RECEIVED and self._own_contact and self.is_strong:
            return {"who": self._writer, "text": self._own_contact.words, "from_citizen": True}
        if event.is_public and event.text:
            return {"who": str(event.unit or _("Belediye")), "text": event.text, "from_citizen": False}
        return None

    @cached_property
    def _shown_files(self):
        """Public files of the timeline, each with its address; numbered in order."""
        if not self.is_strong:
            return []
        files = [file for event in self.events if self._shows_files(event) for file in event.attachments.all()]
        return [(file, reverse("wishes:file", args=[self.case.url_reference, file.token])) for file in files]

    def _shows_files(self, event):
        return not event.by_citizen or self.is_own(event)

    def file(self, token):
        """The attachment of that token if this reader may see it, or None."""
        return next((file for file, _url in self._shown_files if file.token == token), None)

    @cached_property
    def _photos(self):
        """(attachment, what parts/photos.html shows of it)."""
        photos = [(file, url) for file, url in self._shown_files if file.is_image]
        return [
            (
                file,
                {
                    "url": url,
                    "thumbnail": url,
                    "caption": (
                        _("Sizin fotoğrafınız, %(number)s") if file.by_citizen else _("Ekibin fotoğrafı, %(number)s")
                    )
                    % {"number": number},
                },
            )
            for number, (file, url) in enumerate(photos, start=1)
        ]

    @property
    def documents(self):
        """Addresses and labels of the PDFs."""
        documents = [url for file, url in self._shown_files if not file.is_image]
        return [
            {"url": url, "label": _("Belge %(number)s (PDF)") % {"number": number}}
            for number, url in enumerate(documents, start=1)
        ]

    def _now(self):
        case = self.matter
        if case.status == Status.WAITING:
            return Step(
                "now",
                _("Yanıtını bekliyoruz") if self.voice.familiar else _("Yanıtınızı bekliyoruz"),
                _("Sorumuz sayfanın başında."),
            )
        if case.status == Status.TRANSFERRED:
            text = _("Yanıt gelince sana yazacağız.") if self.voice.familiar else _("Yanıt gelince size yazacağız.")
            return Step("now", _("Kurumun yanıtını izliyoruz"), text)
        title = _("İlgileniyoruz") if case.status == Status.IN_PROGRESS else _("Başvurunuzu okuyoruz")
        title = self.voice.now(case) or title
        if case.is_overdue:
            return Step("now", title, _("Söz verdiğimiz gün geçti. Özür dileriz."))
        if case.promised_on:
            return Step("now", title, _("En geç %(day)s.") % {"day": dates.long(case.promised_on)})
        return Step("now", title)

    def _next(self):
        return [
            Step(
                "next",
                _("Sonucu sana bildireceğiz") if self.voice.familiar else _("Sonucu size bildireceğiz"),
                wording.NOTIFIED[self.case.notify_by],
            ),
            Step(
                "next",
                self._last_word_title,
                self.voice.last_step(self.matter)
                or _("Çözülmediyse %(days)s gün içinde yeniden açabilirsiniz.") % {"days": settings.REOPEN_DAYS},
            ),
        ]

    @property
    def _last_word_title(self):
        return _("Son söz sende") if self.voice.familiar else _("Son söz sizde")

    def _last_word(self):
        return Step("next", self._last_word_title, self.reopening.step)


def is_told(event):
    """Public, or: the citizen learns which unit takes care. The note with it and who in the unit are internal."""
    return event.is_public or (event.kind == Kind.ASSIGNED and bool(event.data.get("unit_changed")))


def rights(case):
    """The sentence on the citizen's right to an answer, from the clock's own row; "" without a legal clock."""
    contacts = list(case.contacts.all())
    if not contacts or case.due_on is None:
        return ""
    contact = contacts[0]
    policy = ClockPolicy.objects.in_force(contact.clock, timezone.localdate(contact.at))
    if policy is None:
        return ""
    return _("Yasal yanıt süresi %(days)s %(counting)s, dayanağı: %(source)s. Yasal son gün: %(due)s.") % {
        "days": policy.days,
        "counting": policy.get_counting_display(),
        "source": policy.source,
        "due": dates.long(case.due_on),
    }


def _reopen_until(case):
    return timezone.localdate(case.closed_at + timedelta(days=settings.REOPEN_DAYS))


def _percent(part, whole):
    return max(0, min(100, round(100 * part / whole)))


def _day_and_month(day):
    return f"{day.day} {dates.MONTHS[day.month - 1]}"
