"""The verbs of a membership claim: receive it, remind on the birthday, write down what the club said.

Reading and sending to the club are batches.py's; money is dues.py's.
"""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from notices.models import Notice
from notices.services import queue
from people.services import current_version, forget_identity_number, give_consent, remember, withdraw_consent
from wishes import drafts
from wishes import services as cases
from wishes.kinds import CLAIM
from wishes.models import Case, Draft
from wishes.workflow import Channel, NotifyBy, Status

from . import eligibility, tasks
from .eligibility import Verdict
from .models import CONSENT, NOTICE, MembershipClaim, MembershipPage, Reminder, Season, UsedRight, right_digest

State = MembershipClaim.State
FORGET_AFTER = timedelta(days=settings.REOPEN_DAYS + 1)  # a number nobody needs any more
GIVE_UP_AFTER = timedelta(days=4)  # a reminder that could not be delivered


class NotNow(Exception):
    """The claim cannot be taken now; `words` is the sentence for the young person."""

    words = ""


class AlreadyClaimed(NotNow):
    words = _("Bu kimlik numarasıyla daha önce istek yapılmış. Bu hak bir kez kullanılır. Bir yanlışlık varsa bizi ara")


class QuotaFull(NotNow):
    words = _("Kontenjan az önce doldu. Yazdıkların duruyor: yer açılırsa bu sayfadan yeniden gönder")


class SeasonClosed(NotNow):
    words = _("Bu sezon kapandı. Yeni sezon açılınca yeniden gel")


class NotEligible(NotNow):
    words = _("18 yaşına girdiğin gün bu sezonun günleri arasında değil. Doğum tarihine yeniden bak")


class NoConsentText(NotNow):
    words = _("İzin metnimizi yeniliyoruz. Yazdıkların duruyor, biraz sonra yeniden gönder")


def said(refusal):
    return refusal.words


@transaction.atomic
def send(answers, *, draft, hold_reason=""):
    """Receive what the form holds. Returns the Receipt; the same draft gives the same one. Raises NotNow, DraftGone."""
    # Locked: of two presses at once the second waits here, and then finds the case of the first.
    current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None:
        raise cases.DraftGone
    if current.case_id:
        return cases.receipt_for(current.case)
    person = answers["sen"]
    receipt = receive(
        season=Season.objects.current(),
        given_names=person["given_names"],
        surname=person["surname"],
        identity_number=person["identity_number"],
        phone=person["phone"],
        birth=answers["dogum"]["birth"],
        neighbourhood=answers["mahalle"]["neighbourhood"],
        hold_reason=hold_reason,
        draft=current,
    )
    drafts.spend(current)
    return receipt


@transaction.atomic
def receive(
    *,
    season,
    given_names,
    surname,
    identity_number,
    phone,
    birth,
    neighbourhood,
    hold_reason="",
    channel=Channel.WEB,
    notify_by=NotifyBy.SMS,
    draft=None,
    received_at=None,
    by=None,
):
    """Take in one claim: right, place, person, case, consent and the question about identity are one transaction."""
    if season is None or not season.is_open:
        raise SeasonClosed
    if eligibility.verdict(birth, season.window, timezone.localdate(received_at)) != Verdict.WINDOW:
        raise NotEligible
    consent_text = current_version(CONSENT)
    if consent_text is None:
        raise NoConsentText
    right = _use_right(season.benefit, identity_number)
    card = remember(name=f"{given_names} {surname}", phone=phone, identity_number=identity_number)
    receipt = cases.receive(
        kind=CLAIM.key,
        subject=str(CLAIM.label),
        words=str(_("18 yaşına Kocaelispor üyeliği isteği. Sezon: %(season)s") % {"season": season}),
        channel=channel,
        person=card,
        neighbourhood=neighbourhood,
        unit=season.unit,
        hold_reason=hold_reason,
        notify_by=notify_by,
        promise_days=season.answer_days,
        notice_version=current_version(NOTICE),
        draft=draft,
        received_at=received_at,
        by=by,
        notice="claim_received",
    )
    claim = MembershipClaim.objects.create(
        case=receipt.case,
        season=season,
        born_on=birth.isoformat(),
        surname_words=len(surname.split()),
        consent=give_consent(person=card, version=consent_text),
        identity_next_try=timezone.now() + timedelta(minutes=5),  # if the task gets lost
    )
    UsedRight.objects.filter(pk=right.pk).update(claim=claim)
    # Last of all: everybody waits for the season's one row, and should not have to wait long.
    if not take_place(season):
        raise QuotaFull
    tasks.verify_identity.enqueue(claim.pk)
    return receipt


def _use_right(benefit, identity_number):
    try:
        with transaction.atomic():  # a savepoint: the unique constraint is the referee
            return UsedRight.objects.create(benefit=benefit, digest=right_digest(benefit, identity_number))
    except IntegrityError:
        raise AlreadyClaimed from None


class StillOpen(Exception):
    """The right belongs to a claim that has not ended, or that the club accepted; `.claim` is it."""

    def __init__(self, claim):
        super().__init__("the claim of this right has not ended without membership")
        self.claim = claim


@transaction.atomic
def free_right(identity_number, *, by):
    """Somebody showed their identity card: another claimed with their number, and that claim came to nothing.

    Returns the claim that had the right, None if nobody used this number. Raises StillOpen.
    """
    benefits = Season.objects.order_by().values_list("benefit", flat=True).distinct()
    digests = [right_digest(benefit, identity_number) for benefit in benefits]
    right = UsedRight.objects.select_for_update(of=("self",)).filter(digest__in=digests, claim__isnull=False).first()
    if right is None:
        return None
    claim = MembershipClaim.objects.select_related("case").get(pk=right.claim_id)
    case = Case.objects.select_for_update().get(pk=claim.case_id)
    came_to_nothing = case.status == Status.WITHDRAWN or (case.status == Status.CLOSED and claim.state == State.REFUSED)
    if not came_to_nothing:
        raise StillOpen(claim)
    right.delete()
    cases.note(case, _now("Kimlik numarasının hakkı serbest bırakıldı."), by=by)
    return claim


def take_place(season):
    """True if there was one left: the row itself counts, so no two get the last place."""
    return bool(Season.objects.filter(pk=season.pk, taken__lt=F("quota")).update(taken=F("taken") + 1))


def give_back_place(claim):
    if MembershipClaim.objects.filter(pk=claim.pk, has_place=True).update(has_place=False):
        Season.objects.filter(pk=claim.season_id, taken__gt=0).update(taken=F("taken") - 1)


def keep_place(claim):
    """A claim that was taken up again needs its place once more. False when none is left."""
    if claim.has_place or MembershipClaim.objects.filter(pk=claim.pk, has_place=True).exists():
        return True
    if not take_place(claim.season):
        return False
    MembershipClaim.objects.filter(pk=claim.pk).update(has_place=True)
    return True


# -- Not eighteen yet -----------------------------------------------------------------------
@transaction.atomic
def remind(answers, *, draft):
    """Keep a phone for the birthday and nothing else. Sent twice, it is one reminder."""
    current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None:
        raise cases.DraftGone
    if current.is_sent:
        return None
    # Without a name the card is always a new one, so that forgetting it takes nothing from anybody.
    card = remember(phone=answers["erken"]["phone"])
    reminder = Reminder.objects.create(person=card, send_on=answers["dogum"]["birthday"], nonce=current.nonce)
    drafts.spend(current)
    return reminder


def send_reminders(today=None):
    """Queue the message for those whose day has come. For the clock. Returns how many."""
    today = today or timezone.localdate()
    page = MembershipPage.objects.live().first()
    link = page.get_url() if page else "/kocaelispor/"
    queued = 0
    for reminder in Reminder.objects.filter(send_on__lte=today, queued_at=None).select_related("person"):
        with transaction.atomic():
            if not Reminder.objects.filter(pk=reminder.pk, queued_at=None).update(queued_at=timezone.now()):
                continue  # another clock was quicker
            queue(
                "claim_reminder",
                transport=Notice.Transport.SMS,
                person=reminder.person,
                context={"link": link},
                idempotency_key=_reminder_key(reminder),
            )
            queued += 1
    return queued


def forget_reminders(now=None):
    """Delete phones that have served: the message went out, or could not for days. For the clock. Returns how many."""
    now = now or timezone.now()
    over = [Notice.Status.SENT, Notice.Status.FAILED, Notice.Status.SUPPRESSED]
    forgotten = 0
    for reminder in Reminder.objects.exclude(queued_at=None).select_related("person"):
        notice = Notice.objects.filter(idempotency_key=_reminder_key(reminder)).first()
        if notice is None or notice.status in over or reminder.queued_at < now - GIVE_UP_AFTER:
            reminder.person.delete()  # the card was made for this alone; the reminder goes with it
            forgotten += 1
    return forgotten


def _reminder_key(reminder):
    return f"claim_reminder:{reminder.nonce}"


# -- Forgetting -----------------------------------------------------------------------------
@transaction.atomic
def erase_number(claim):
    """Wipe the national number from the card. The used right stays: it is a hash of its own."""
    if claim.case.person_id and MembershipClaim.objects.filter(pk=claim.pk, number_erased_at=None).update(
        number_erased_at=timezone.now()
    ):
        forget_identity_number(claim.case.person)


def tidy(now=None):
    """What withdrawing and settling leave to do: places, consents, numbers. For the clock. Returns how many claims."""
    now = now or timezone.now()
    touched = set()
    withdrawn = MembershipClaim.objects.with_case().filter(case__status=Status.WITHDRAWN)
    for claim in withdrawn.filter(has_place=True).select_related("consent"):
        with transaction.atomic():
            give_back_place(claim)
            if claim.consent:
                withdraw_consent(claim.consent)
        touched.add(claim.pk)
    settled = MembershipClaim.objects.with_case().filter(
        case__person__isnull=False,  # else there is nothing left to erase, and it would be asked for ever
        case__status__in=[Status.WITHDRAWN, Status.CLOSED],
        case__closed_at__lt=now - FORGET_AFTER,
    )
    for claim in settled.filter(number_erased_at=None):
        erase_number(claim)
        touched.add(claim.pk)
    return len(touched)
