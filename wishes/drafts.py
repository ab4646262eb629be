"""Half-filled answers of a citizen's form: sealed, known by a random cookie, gone after an hour and when sent."""

import json
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import dates
from people.fields import indexer

from . import uploads
from .models import Attachment, Draft

#: Every answer given moves the end of the hour, but a draft that somebody keeps touching ends too.
LONGEST = timedelta(hours=4)
#: How long the done page can be opened again after sending.
SHOWN_AFTER_SENDING = timedelta(minutes=30)
MAX_FILES = getattr(settings, "MAX_UPLOADS", 5)


class DraftStore:
    """The drafts of one form in this browser. `form_key` names the form; `name` its cookie."""

    def __init__(self, form_key, name):
        self.form_key = form_key
        # __Host-: no other host of the domain can plant a draft of its own here.
        self.cookie = f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name

    # -- Finding ------------------------------------------------------------------------------
    def find(self, request):
        """This browser's draft, half-filled or just sent; None if there is none or its time is over. Writes nothing."""
        token = request.COOKIES.get(self.cookie, "")
        if not token:
            return None
        return Draft.objects.filter(token_digest=self._digest(token), expires_at__gt=timezone.now()).first()

    def was_here(self, request):
        """Did this browser begin the form at some time?"""
        return self.cookie in request.COOKIES

    def open(self, request):
        """A new draft. Its token is always ours: a cookie that came with the request may be somebody else's."""
        token = secrets.token_urlsafe(32)
        draft = Draft.objects.create(
            token_digest=self._digest(token), form_key=self.form_key, expires_at=timezone.now() + self._minutes()
        )
        draft.token = token
        return draft

    def remember(self, response, draft):
        """Give the browser the cookie of a draft that was opened in this request."""
        if token := getattr(draft, "token", ""):
            response.set_cookie(
                self.cookie,
                token,
                max_age=LONGEST,
                path="/",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def forget(self, response):
        response.delete_cookie(self.cookie, path="/", samesite="Lax")
        return response

    # -- Answers ------------------------------------------------------------------------------
    @staticmethod
    def answers(draft):
        """{step: {field: [text, …]}}"""
        return json.loads(draft.answers) if draft.answers else {}

    @transaction.atomic
    def save(self, draft, step, raw):
        """Keep one step's answers. False if the draft was sent or wiped meanwhile (another tab)."""
        # Locked: two tabs may save at once, and each must keep the other's step.
        current = Draft.objects.select_for_update().filter(pk=draft.pk, case=None, sent_at=None).first()
        if current is None:
            return False
        draft.answers = json.dumps(self.answers(current) | {step: raw})
        draft.expires_at = min(timezone.now() + self._minutes(), current.started_at + LONGEST)
        draft.save(update_fields=["answers", "expires_at"])
        return True

    @staticmethod
    def fingerprint(draft, beside=""):
        """Changes with every answer and file: what stood on the page before sending is what gets sent."""
        files = draft.attachments.order_by("pk").values_list("pk", flat=True)
        return indexer().digest(f"{draft.nonce}|{draft.answers}|{list(files)}|{beside}", "draft.seen")

    def wipe(self, draft):
        _wipe(Draft.objects.filter(pk=draft.pk))

    # -- Files --------------------------------------------------------------------------------
    @staticmethod
    def files(draft, field):
        return [KeptFile(attachment) for attachment in draft.attachments.filter(field=field)]

    def add_files(self, draft, field, sent):
        """Keep the good ones; a list of Turkish sentences about the others."""
        if not sent or draft.is_sent:
            return []
        room = MAX_FILES - draft.attachments.filter(field=field).count()
        refused = []
        for upload in sent[: max(room, 0)]:
            try:
                kept = uploads.accept(upload, draft=draft, field=field)
            except uploads.UploadRefused as refusal:
                refused.append(str(refusal))
            else:
                self._drop_twin(kept)
        if len(sent) > room:
            refused.append(_("En çok %(limit)s dosya ekleyebilirsiniz. Fazlasını almadık") % {"limit": MAX_FILES})
        return refused

    @staticmethod
    def _drop_twin(kept):
        """The same picture again: a page with errors was reloaded, and the browser sent its files once more."""
        twins = Attachment.objects.filter(
            draft=kept.draft, field=kept.field, size=kept.size, width=kept.width, height=kept.height, pk__lt=kept.pk
        )
        if any(twin.name == kept.name for twin in twins):
            uploads.discard(kept)

    def remove_file(self, draft, field, token):
        """Quiet about a token that is none of this draft's."""
        for attachment in draft.attachments.filter(field=field):
            if str(attachment.token) == token:
                uploads.discard(attachment)

    @staticmethod
    def file_response(draft, token):
        attachment = draft.attachments.filter(token=token).first()
        if attachment is None:
            raise Http404
        return uploads.response(attachment)

    # -----------------------------------------------------------------------------------------
    def _digest(self, token):
        return indexer().digest(f"{self.form_key}:{token}", "draft.token")

    @staticmethod
    def _minutes():
        return timedelta(minutes=settings.DRAFT_MINUTES)


class KeptFile:
    """An attachment of a draft, as the form shows it."""

    def __init__(self, attachment):
        self.token = attachment.token
        self.is_image = attachment.is_image
        self.shown_name = attachment.name or _("Dosya")
        size = max(attachment.size, 1)
        self.shown_size = f"{dates.number(size / 2**20, 1)} MB" if size >= 2**20 else f"{-(-size // 1024)} kB"


def spend(draft):
    """After sending: the answers go (services.receive has emptied a case's already); the row remembers for a while
    that it was sent. Returns False if it had been sent before: of two presses at once, one may act.
    """
    now = timezone.now()
    return bool(
        Draft.objects.filter(pk=draft.pk, sent_at=None).update(
            answers="", sent_at=now, expires_at=now + SHOWN_AFTER_SENDING
        )
    )


def purge(now=None):
    """Wipe drafts whose time is over, with their files. For the clock. Returns how many."""
    return _wipe(Draft.objects.filter(expires_at__lte=now or timezone.now()))


def _wipe(drafts):
    wiped = 0
    for pk in list(drafts.values_list("pk", flat=True)):
        with transaction.atomic():
            # Asked again under the lock: an answer may just have moved the end, or the form been sent.
            draft = drafts.select_for_update().filter(pk=pk).first()
            if draft is None:
                continue
            for attachment in draft.attachments.all():
                uploads.discard(attachment)
            draft.delete()
            wiped += 1
    return wiped
