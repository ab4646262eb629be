"""Taking in what people say: by telephone, at the desk, in the field, from WhatsApp, on paper.

The script asks for pieces of the page (header X-Intake) and gets the form with its state; without it the same
addresses answer with whole pages. Nothing personal ever stands in an address: looks are posted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Site

from lib import dates
from lib import phone as phones
from pages.site import facts_of
from wishes import joining, reservations
from wishes.desk.views import crumbs
from wishes.models import Case, Contact, Reservation
from wishes.services import MoveRefused, Stale
from wishes.workflow import Channel, NotifyBy

from . import intake, intake_chat, intake_hints, intake_pace
from .intake_forms import CHANNELS, IntakeForm
from .intake_written import OLDEST, ChatForm, PasteForm, PetitionForm
from .on_desk import may_take_in

MOST_HELD = 5  # numbers of one clerk: one for each open window, and no more
CHANNEL = "intake_channel"  # in the session
COUNTED = {"informed": Contact.Purpose.INFORMED, "gave_up": Contact.Purpose.GAVE_UP}
SAID_OF_COUNTED = {
    "informed": gettext_lazy("Bilgi verildi olarak sayıldı."),
    "gave_up": gettext_lazy("Arayan vazgeçti olarak sayıldı."),
}


@dataclass(frozen=True)
class Screen:
    key: str
    label: str
    form: type
    start: str  # where one begins, and goes on after saving
    counts: bool = False  # "Bilgi verildi" and "Arayan vazgeçti" stand here

    @property
    def address(self):
        return f"intake:{self.key}"


CALL = Screen("call", gettext_lazy("Telefon, masa, saha"), IntakeForm, "intake:call", counts=True)
CHAT = Screen("chat", gettext_lazy("WhatsApp’tan"), ChatForm, "intake:paste")
PETITION = Screen("petition", gettext_lazy("Kâğıt dilekçe"), PetitionForm, "intake:petition")
SCREENS = [CALL, CHAT, PETITION]


def for_intake(view: Callable):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not may_take_in(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


# -- The form -------------------------------------------------------------------------------
def screen(which: Screen):
    @require_http_methods(["GET", "POST"])
    @for_intake
    def view(request):
        if request.method == "GET":
            if which.start != which.address:  # a reload of what was read out of a conversation
                return redirect(which.start)
            return _page(request, which, _empty(request, which))
        return _act(request, which)

    view.__name__ = which.key
    return view


def _act(request, which):
    do = request.POST.get("do", "")
    if do in COUNTED:
        return _count(request, which, do)
    form = which.form(request.POST, request.FILES, user=request.user)
    is_right = form.is_valid()
    if do == "look":
        form.errors.clear()
        return _page(request, which, form)
    if not is_right:
        return _page(request, which, form, status=422)
    data = form.cleaned_data
    _remember_channel(request, which, data["channel"])
    try:
        saved = intake.save(data, by=request.user, nonce=data["nonce"], files=form.attachments)
    except intake.NumberUsed:
        return _another_number(request, which, form)
    except (MoveRefused, Stale, joining.CannotMerge):
        form.add_error("join", _("Eklemek istediğiniz başvuru bu sırada değişti. Bakın ve yeniden seçin."))
        return _page(request, which, form, status=409)
    return _saved(request, which, saved, opens=do == "open")


def _count(request, which, do):
    channel = request.POST.get("channel", "")
    if which.form.fixed_channel or channel not in CHANNELS:
        channel = which.form.fixed_channel or Channel.PHONE
    else:
        _remember_channel(request, which, channel)
    nonce = _nonce(request.POST.get("nonce", ""))
    if nonce:
        intake.count(COUNTED[do], by=request.user, channel=channel, nonce=nonce)
    return _again(request, which, SAID_OF_COUNTED[do])


def _saved(request, which, saved, *, opens):
    number = {"number": saved.case.shown_reference}
    if saved.repeated:
        said = _("Zaten kaydedilmişti: %(number)s.") % number
    elif not saved.is_new:
        said = _("Eklendi: %(number)s.") % number
    elif saved.joined:
        said = _("Kaydedildi: %(number)s. Birleştiği başvuru: %(joined)s.") % (
            number | {"joined": saved.joined.shown_reference}
        )
    else:
        said = _("Kaydedildi: %(number)s.") % number
    if saved.tells_by_sms and not saved.repeated:
        said = f"{said} {_('SMS gönderilecek.')}"
    opened = saved.joined or saved.case
    if opens and Case.objects.for_staff(request.user).filter(pk=opened.pk).exists():
        messages.success(request, said)
        where = reverse("desk:case", args=[opened.pk])
        return _go(where) if _wants_piece(request) else redirect(where)
    if opens:
        said = f"{said} {_('Başvuru başka bir müdürlükte; oradan izlenir.')}"
    return _again(request, which, said)


def _again(request, which, said):
    """The empty form with the next number, and what was just done in words."""
    is_same = which.start == which.address
    if _wants_piece(request) and is_same:
        return _page(request, which, _empty(request, which), said=said)
    messages.success(request, said)
    where = reverse(which.start)
    return _go(where) if _wants_piece(request) else redirect(where)


def _go(where):
    return HttpResponse(status=204, headers={"X-Intake-Open": where})


def _another_number(request, which, form):
    """Nothing typed is lost: it stands there again under a number of its own."""
    held = reservations.reserve(request.user)
    form.data = form.data.copy()
    form.data["nonce"] = str(held.nonce)
    said = _("Bu numara kullanılmış. Yeni numaranız: %(number)s. Bakın ve yeniden kaydedin.")
    form.add_error(None, said % {"number": _shown(held)})
    return _page(request, which, form, status=409)


def _empty(request, which):
    held = _hold(request)
    channel = request.session.get(CHANNEL, Channel.PHONE)
    return which.form(user=request.user, initial={"nonce": held.nonce, "channel": channel, **_today(which)})


def _today(which):
    return {"received_on": timezone.localdate()} if which is PETITION else {}


def _hold(request):
    """The clerk's number; other windows name theirs (?baska=), so that no two read out the same one."""
    used = [nonce for nonce in map(_nonce, request.GET.getlist("baska")[:MOST_HELD]) if nonce]
    if used and Reservation.objects.filter(by=request.user).count() >= MOST_HELD:
        used = []
    return reservations.reserve(request.user, used=used)


def _remember_channel(request, which, channel):
    if not which.form.fixed_channel and request.session.get(CHANNEL) != channel:
        request.session[CHANNEL] = str(channel)


def _nonce(text):
    try:
        return UUID(text)
    except ValueError:
        return None


def _shown(held):
    return Case(reference=held.reference).shown_reference


def _page(request, which, form, *, status=200, said="", **more):
    nonce = form["nonce"].value()
    nonce = nonce if isinstance(nonce, UUID) else _nonce(str(nonce or ""))
    held = Reservation.objects.filter(nonce=nonce, by=request.user).first() if nonce else None
    if held is None:  # a day old, or somebody else's: the next free one
        held = _hold(request)
        if form.is_bound:
            form.data = form.data.copy()
            form.data["nonce"] = str(held.nonce)
    data = getattr(form, "cleaned_data", {}) if form.is_bound else {}
    now = dates.time(timezone.now())
    context = {
        "header_title": _("Yeni kayıt"),
        "header_icon": "plus",
        "breadcrumbs_items": crumbs({"url": "", "label": _("Yeni kayıt")}),
        "screen": which,
        "screens": SCREENS,
        "form": form,
        "number": _shown(held),
        "said": said,
        "state": _("Kaydedildi %(time)s") % {"time": now} if said else _("Kaydedilmedi"),
        "callers": intake_hints.of_caller(request.user, data["phone"]) if data.get("phone") else [],
        "alike": intake_hints.of_matter(request.user, data) if data else [],
        "told": _told(data),
        "shortcuts": _wants_shortcuts(request.user),
        "sms": NotifyBy.SMS,
        **more,
    }
    if _wants_piece(request):
        return render(request, "desk/intake/form.html", context, status=status)
    return render(request, "desk/intake/page.html", context | {"pace": intake_pace.team_lately()}, status=status)


def _told(data):
    category = data.get("category")
    return category.authority if category and category.authority else ""


def _wants_piece(request):
    return request.headers.get("X-Intake") == "1"


def _wants_shortcuts(user):
    profile = getattr(user, "wagtail_userprofile", None)
    return profile is None or profile.keyboard_shortcuts


# -- Looks while somebody types ---------------------------------------------------------------
@require_POST
@for_intake
def callers(request):
    """The open cases of a telephone: posted, because it must never stand in an address."""
    try:
        phone = phones.parse(request.POST.get("phone", ""))
    except phones.PhoneError:
        return HttpResponse(status=204)
    return _hints(request, intake_hints.of_caller(request.user, phone))


@require_POST
@for_intake
def alike(request):
    """Open cases that look like what is being typed."""
    form = IntakeForm(request.POST, user=request.user)
    form.is_valid()  # half-typed, of course
    return _hints(request, intake_hints.of_matter(request.user, form.cleaned_data))


def _hints(request, hints):
    return render(request, "desk/intake/hints.html", {"hints": hints, "chosen": request.POST.get("join", "")})


call, chat, petition = (screen(which) for which in SCREENS)


# -- WhatsApp: the conversation first ---------------------------------------------------------
@require_http_methods(["GET", "POST"])
@for_intake
def paste(request):
    if request.method == "GET":
        return _paste_page(request, PasteForm())
    form = PasteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _paste_page(request, form, status=422)
    facts = facts_of(Site.find_for_request(request))
    read = intake_chat.read(
        form.cleaned_data["chat"],
        our_names=[facts.name, facts.organisation, facts.strapline, facts.whatsapp_phone],
    )
    held = _hold(request)
    today = timezone.localdate()
    is_near = read.day is not None and read.day <= today and today - read.day <= OLDEST
    filled = ChatForm(
        user=request.user,
        initial={
            "nonce": held.nonce,
            "words": read.words,
            "phone": phones.display(read.phone),
            "received_on": read.day if is_near else today,
        },
    )
    filled.attachments = form.attachments
    filled.initial["kept"] = filled.sign(form.attachments)
    return _page(request, CHAT, filled, chat=read, pasted=form.cleaned_data["chat"])


def _paste_page(request, form, *, status=200):
    return render(
        request,
        "desk/intake/paste.html",
        {
            "header_title": _("Yeni kayıt"),
            "header_icon": "plus",
            "breadcrumbs_items": crumbs({"url": "", "label": _("Yeni kayıt")}),
            "screen": CHAT,
            "screens": SCREENS,
            "form": form,
        },
        status=status,
    )
