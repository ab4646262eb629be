"""Taking in a complaint: the case and what only a complaint knows, in one transaction."""

from django.db import transaction

from lib import turkish
from people.services import remember
from wishes import drafts, joining
from wishes import services as cases
from wishes.kinds import COMPLAINT
from wishes.models import Case, CaseEvent, Draft
from wishes.workflow import Channel, NotifyBy

from . import routing
from .models import Category, Complaint


@transaction.atomic
def receive(
    *,
    nature,
    category,
    words,
    person=None,
    neighbourhood=None,
    place="",
    is_urgent=False,
    is_petition=False,
    notify_by=NotifyBy.NONE,
    channel=Channel.WEB,
    hold_reason="",
    notice_version=None,
    draft=None,
    nonce=None,
    reference="",
    external_number="",
    clock=None,
    facts=None,
    received_at=None,
    by=None,
    notice="case_received",
):
    """Receive an istek, şikâyet, öneri, teşekkür or ihbar; routed by the rules in force. Returns a Receipt."""
    text = turkish.search_text(category.name, place, words)
    hood = neighbourhood.pk if neighbourhood else None
    way = routing.way_for(category, routing.Facts(category.slug, hood, channel, is_urgent, text))
    receipt = cases.receive(
        kind=COMPLAINT.key,
        topic=category.slug,
        subject=category.name,
        words=words,
        channel=channel,
        person=person,
        neighbourhood=neighbourhood,
        place=place,
        unit=way.unit,
        is_urgent=is_urgent,
        hold_reason=hold_reason,
        notify_by=notify_by,
        promise_days=way.promise_days,
        notice_version=notice_version,
        draft=draft,
        nonce=nonce,
        reference=reference,
        external_number=external_number,
        clock=clock,
        facts=facts,
        received_at=received_at,
        by=by,
        notice=notice,
    )
    if receipt.created:
        Complaint.objects.create(case=receipt.case, nature=nature, category=category, is_petition=is_petition)
        if way.assignee:
            cases.assign(receipt.case, unit=way.unit, assignee=way.assignee, by=None)
    return receipt


@transaction.atomic
def send(answers, *, draft, hold_reason="", notice_version=None):
    """Receive what the citizen's form holds. Returns the Receipt; the same draft gives the same one.

    answers: {step: cleaned values} of forms.STEPS. Raises DraftGone if the draft was wiped meanwhile.
    """
    # Locked: of two presses at once the second waits here, and then finds the case of the first.
    current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if current is None:
        raise cases.DraftGone
    if current.case_id:
        return cases.receipt_for(current.case)
    topic, place, contact = answers["konu"], answers["yer"], answers["iletisim"]
    joined = answers.get("benzer", {}).get("choice")
    person = remember(**{fact: contact[fact] for fact in ("name", "phone", "email", "address")})
    receipt = receive(
        nature=topic["nature"],
        category=topic["category"],
        words=place["words"],
        person=person,
        neighbourhood=place["neighbourhood"],
        place=place["place"],
        is_urgent=place.get("danger", False),
        is_petition=bool(contact["name"] and contact["address"]),
        notify_by=contact["notify_by"],
        hold_reason=hold_reason,
        notice_version=notice_version,
        draft=current,
        notice=None if joined else "case_received",
    )
    if joined and receipt.created:
        _join(receipt.case, joined)
    drafts.spend(current)
    return receipt


def _join(case, other):
    """ "Bu, benimki de": the new case becomes part of the open one. What was closed a moment ago takes in nobody: then
    it is an ordinary case of its own."""
    other = Case.objects.select_related("merged_into").get(pk=other.pk)
    try:
        with transaction.atomic():
            joining.merge(case, other.merged_into or other)
    except (joining.CannotMerge, cases.MoveRefused, cases.Stale):
        cases.tell(case, "case_received", case.events.get(kind=CaseEvent.Kind.RECEIVED))
    case.refresh_from_db()


@transaction.atomic
def retopic(case, slug, *, by, reroute=False, note="", version=None):
    """It is about another topic. The days we promised were told and stand; only a reopening counts with the new ones.

    reroute: it goes to the new topic's unit, too. Returns the CaseEvent.
    """
    category = Category.objects.select_related("unit").get(slug=slug)
    unit = category.unit if reroute else None
    event = cases.retopic(
        case, topic=category.slug, subject=category.name, by=by, unit=unit, note=note, version=version
    )
    Complaint.objects.filter(case=case.pk).update(category=category)
    days = category.urgent_days if event.case.is_urgent else category.promise_days
    Case.objects.filter(pk=case.pk).update(promise_days=days)
    return event
