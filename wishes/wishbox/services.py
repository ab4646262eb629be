"""The verbs of a wish: taken in, chosen, prepared, visited, ended, told. Each is one transaction and leaves one event.

Nobody but the case's person is ever written to, and no message names a gift or a day of a visit: a surprise stays one.
"""

import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import phone as phones
from lib import turkish
from notices.services import queue
from people.services import current_version, give_consent, remember, withdraw_consent
from wishes import drafts, keys
from wishes import services as cases
from wishes.kinds import WISH
from wishes.models import Attachment, Case, Draft
from wishes.workflow import Channel, NotifyBy, Outcome

from . import households
from .models import PHOTO_CONSENT, STORY_CONSENT, Wish
from .stages import MOVES, Stage

For, Photo = Wish.For, Wish.Photo


class StageRefused(Exception):
    """The wish does not stand where this verb makes sense (any more)."""


class GuardianMissing(Exception):
    """Under 18, and no parent's telephone or consent is known."""


class NoConsent(Exception):
    """The people concerned did not agree to this, or took their consent back."""


class NamesSomebody(Exception):
    """The story holds a name of the people concerned."""


# -- Taking in ------------------------------------------------------------------------------
@transaction.atomic
def receive(
    *,
    campaign,
    words,
    person=None,
    for_whom=For.SELF,
    is_minor=False,
    is_surprise=False,
    beneficiary="",
    guardian="",
    guardian_phone="",
    guardian_agreed=False,
    neighbourhood=None,
    address="",
    times=(),
    visit_note="",
    photo=Photo.NO,
    may_tell=False,
    notify_by=NotifyBy.NONE,
    channel=Channel.WEB,
    hold_reason="",
    notice_version=None,
    draft=None,
    nonce=None,
    received_at=None,
    by=None,
):
    """Receive a wish. Returns a Receipt; the same nonce or draft gives the same one.

    person: whom we call, an adult; beneficiary: the name of the one who wishes, if it is another. may_tell: explicit
    consent to tell the story; photo=PUBLISH is one too, each to the version of its text that is shown now.
    """
    receipt = cases.receive(
        kind=WISH.key,
        subject=f"{campaign.name} {campaign.year}",
        words=words,
        channel=channel,
        person=person,
        neighbourhood=neighbourhood,
        unit=campaign.unit,
        hold_reason=hold_reason,
        notify_by=notify_by,
        notice_version=notice_version,
        draft=draft,
        nonce=nonce,
        received_at=received_at,
        by=by,
        notice=None,
    )
    if not receipt.created:
        return receipt
    case = receipt.case
    Case.objects.filter(pk=case.pk).update(promised_on=campaign.announced_on)
    case.promised_on = campaign.announced_on
    wish = Wish.objects.create(
        case=case,
        campaign=campaign,
        for_whom=for_whom,
        is_minor=is_minor,
        is_surprise=is_surprise,
        beneficiary=beneficiary,
        guardian=guardian,
        guardian_phone=guardian_phone,
        guardian_agreed=guardian_agreed,
        address=address,
        address_digest=households.address_digest(address, neighbourhood),
        # Of somebody who wishes for others (a teacher for a class) the telephone says nothing about the door.
        phone_digest=households.phone_digest(
            guardian_phone or (person.phone if person and for_whom != For.OTHER else "")
        ),
        times=",".join(times),
        visit_note=visit_note,
        photo=photo,
        photo_consent=_consent(person, PHOTO_CONSENT) if photo == Photo.PUBLISH else None,
        story_consent=_consent(person, STORY_CONSENT) if may_tell else None,
    )
    _tell_received(case, wish)
    return receipt


def _consent(person, key):
    version = current_version(key)
    return give_consent(person=person, version=version) if person and version else None


def _tell_received(case, wish):
    """The one message that names a day: the one on which everybody is told, the same for all."""
    if case.notify_by == NotifyBy.NONE or case.person is None:
        return
    queue(
        "wish_received",
        transport=case.notify_by,
        person=case.person,
        about=case.reference,
        context={
            "reference": case.shown_reference,
            "link": f"/takip/l/{keys.link_token(case)}/",
            "promised_on": wish.campaign.announced_on.isoformat(),
        },
        idempotency_key=f"wish_received:{case.pk}",
    )


@transaction.atomic
def send(answers, *, campaign, draft, hold_reason="", notice_version=None):
    """Receive what the citizen's form holds. Returns the Receipt; the same draft gives the same one.

    answers: {step: cleaned values} of forms.STEPS. Raises DraftGone if the draft was wiped meanwhile.
    """
    # Locked: of two presses at once the second waits here, and then finds the case of the first.
    current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None:
        raise cases.DraftGone
    if current.case_id:
        return cases.receipt_for(current.case)
    whom, contact, visit = answers["kimin"], answers["adres"], answers["ziyaret"]
    person = remember(name=contact["name"], phone=contact["phone"], email=contact["email"])
    receipt = receive(
        campaign=campaign,
        words=answers["dilek"]["words"],
        person=person,
        for_whom=whom["for_whom"],
        is_minor=whom["age"],
        is_surprise=answers.get("surpriz", {}).get("surprise", False),
        beneficiary=contact.get("beneficiary", ""),
        guardian=visit.get("guardian", ""),
        guardian_phone=visit.get("guardian_phone", ""),
        guardian_agreed=visit.get("agreed", False),
        neighbourhood=contact["neighbourhood"],
        address=contact["address"],
        times=visit["times"],
        visit_note=visit["note"],
        photo=visit["photo"],
        may_tell=answers.get("izin", {}).get("story", False),
        notify_by=way_to_reach(person),
        hold_reason=hold_reason,
        notice_version=notice_version,
        draft=current,
    )
    drafts.spend(current)
    return receipt


def way_to_reach(person):
    """SMS to a mobile, else e-mail, else nobody is written to: a landline is called."""
    if person and phones.is_mobile(person.phone):
        return NotifyBy.SMS
    return NotifyBy.EMAIL if person and person.email else NotifyBy.NONE


# -- Before the visit -----------------------------------------------------------------------
@transaction.atomic
def choose(wish, *, by):
    """Onto the shortlist. A child's wish needs a parent whom we can ask first."""
    if wish.needs_guardian:
        raise GuardianMissing
    return _move(wish, "choose", by)


def prepare(wish, *, by):
    return _move(wish, "prepare", by)


def release(wish, *, by):
    """Off the shortlist again; nobody had been told anything."""
    return _move(wish, "release", by)


@transaction.atomic
def plan(wish, visit, *, by):
    """Add the wish to a day, as its last stop."""
    if visit.campaign_id != wish.campaign_id:
        raise StageRefused("a visit of another campaign")
    last = visit.wishes.order_by("-stop").values_list("stop", flat=True).first() or 0
    return _move(wish, "plan", by, visit=visit, stop=last + 1)


def unplan(wish, *, by):
    return _move(wish, "unplan", by, visit=None, stop=0)


@transaction.atomic
def describe(wish, *, by, **facts):
    """Keep what staff found out: headline, estimate, guardian, guardian_phone, guardian_agreed."""
    _lock(wish)
    Wish.objects.filter(pk=wish.pk).update(**facts)
    wish.refresh_from_db(fields=list(facts))
    if facts.get("guardian_phone"):
        Wish.objects.filter(pk=wish.pk).update(phone_digest=households.phone_digest(facts["guardian_phone"]))
    return cases.note(wish.case, _("Dilek bilgileri güncellendi."), by=by)


@transaction.atomic
def _move(wish, verb, by, **facts):
    current = _lock(wish)
    if not current.case.is_open or current.stage not in MOVES[verb]:
        raise StageRefused(f"{verb} is not possible from {current.stage}")
    to = MOVES[verb][current.stage]
    # Two may press at once; the first wins.
    if not Wish.objects.filter(pk=wish.pk, stage=current.stage).update(stage=to, **facts):
        raise StageRefused("somebody was quicker")
    wish.stage = to
    for name, value in facts.items():
        setattr(wish, name, value)
    label = Stage(to).label
    return cases.note(wish.case, _("Dileğin aşaması: %(stage)s.") % {"stage": label}, by=by)


def _lock(wish):
    return Wish.objects.select_for_update(of=("self",)).select_related("case").get(pk=wish.pk)


# -- The end --------------------------------------------------------------------------------
@transaction.atomic
def grant(wish, *, by, cost=None, text="", uploads=()):
    """The wish came true: what it cost, photos if they may be kept, and our thanks.

    uploads: pks of Attachment rows that belong to nobody yet. Raises NoConsent when no photo may be kept.
    """
    current = _lock(wish)
    if uploads and not current.may_keep_photos:
        raise NoConsent
    if not current.case.is_open or current.stage == Stage.NEW:
        raise StageRefused("only a chosen wish comes true")
    Wish.objects.filter(pk=wish.pk).update(cost=cost)
    event = cases.close(
        current.case, outcome=Outcome.DONE, text=text or current.campaign.thanks_text, by=by, notice="wish_done"
    )
    if uploads:
        Attachment.objects.filter(pk__in=uploads, case=None, draft=None).update(case=current.case, event=event)
    wish.refresh_from_db()
    return event


@transaction.atomic
def fail(wish, *, by, text):
    """It did not work out: the reason in kind words. The message says only that there is something to read."""
    current = _lock(wish)
    if not current.case.is_open:
        raise StageRefused("already ended")
    event = cases.close(current.case, outcome=Outcome.REFUSED, text=text, by=by, notice="wish_not_chosen")
    wish.refresh_from_db()
    return event


# -- Telling the story ----------------------------------------------------------------------
@transaction.atomic
def tell(wish, *, by, title, text, publish):
    """Keep the anonymised story; with `publish` anybody may read it, as long as the consent stands."""
    current = _lock(wish)
    if not current.is_granted or not current.may_be_told:
        raise NoConsent
    if names_in(f"{title} {text}", current):
        raise NamesSomebody
    Wish.objects.filter(pk=wish.pk).update(
        story_title=title, story_text=text, story_published_at=timezone.now() if publish else None
    )
    wish.refresh_from_db()
    said = _("Hikâye yayımlandı.") if publish else _("Hikâye kaydedildi, yayımda değil.")
    return cases.note(current.case, said, by=by)


def names_in(text, wish):
    """Words of the text that are names of the people concerned, folded."""
    people = [wish.beneficiary, wish.guardian, wish.case.person.name if wish.case.person else ""]
    names = {word for name in people for word in turkish.fold(name).split() if len(word) > 2}
    words = {turkish.fold(word) for word in re.findall(r"[^\W\d_]+", text)}  # an apostrophe parts "Ela’nın"
    return sorted(name for name in names if any(word == name or _inflected(word, name) for word in words))


def _inflected(word, name):
    """ "zeynepin" of "zeynep", written without its apostrophe."""
    return len(name) > 3 and word.startswith(name) and len(word) - len(name) <= 4


@transaction.atomic
def withdraw_story(wish):
    """The citizen takes the consent back: the story is gone at once, and not only from the page."""
    current = _lock(wish)
    withdrawn = current.story_consent is not None and withdraw_consent(current.story_consent)
    Wish.objects.filter(pk=wish.pk).update(story_title="", story_text="", story_published_at=None)
    if withdrawn:
        cases.note(current.case, _("Hikâyeyi yayımlama izni geri alındı, hikâye silindi."), by=None)
    wish.refresh_from_db()
    return withdrawn


@transaction.atomic
def withdraw_photo(wish):
    """Photos stay in the file, but may not be published any more."""
    current = _lock(wish)
    withdrawn = current.photo_consent is not None and withdraw_consent(current.photo_consent)
    if current.photo == Photo.PUBLISH:
        Wish.objects.filter(pk=wish.pk).update(photo=Photo.KEEP)
    if withdrawn:
        cases.note(current.case, _("Fotoğrafı yayımlama izni geri alındı."), by=None)
    wish.refresh_from_db()
    return withdrawn
