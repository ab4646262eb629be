"""İstek, şikâyet, öneri, teşekkür: topics with their routing, and what only a complaint knows about its case."""

from datetime import timedelta

from django import forms as widgets
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel

from guard import limits
from guard.address import limit_key
from guard.captcha import open_policy
from guard.forms import GuardedFormMixin
from lib import reference, turkish
from pages.stepform import AnswersChanged, QuestionText, StepFormPage, TooMany
from people.services import current_version
from wishes import grants, keys
from wishes.drafts import DraftStore
from wishes.services import DraftGone
from wishes.workflow import NotifyBy

NOTICE = "complaint-notice"  # the information notice that is shown; an explicit consent is not needed here
DRAFTS_PER_HOUR = 60  # of one address: many people share a mobile operator's
POSTS_WITH_FILES_PER_HOUR = 120


class CategoryQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class Category(models.Model):
    """A topic a citizen chooses. Routing, the authority responsible and the target are data the directorate edits."""

    name = models.CharField(_("ad"), max_length=80, unique=True)
    slug = models.SlugField(_("kısa ad"), max_length=60, unique=True)
    hint = models.CharField(_("örnekler"), max_length=160, blank=True)  # "çukur, kaldırım, merdiven"
    icon = models.CharField(_("simge"), max_length=30, blank=True)
    unit = models.ForeignKey(
        "accounts.Unit",
        verbose_name=_("İlgilenen müdürlük"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    promise_days = models.PositiveSmallIntegerField(_("söz (iş günü)"), default=15)
    urgent_days = models.PositiveSmallIntegerField(_("tehlikede söz (iş günü)"), default=1)
    authority = models.CharField(_("yetkili kurum"), max_length=120, blank=True)  # empty: it is ours
    authority_phone = models.CharField(_("kurumun telefonu"), max_length=20, blank=True)
    authority_note = models.TextField(_("vatandaşa açıklama"), blank=True)  # why it is theirs, what we can do
    asks_place = models.BooleanField(_("yer sorulur"), default=True)  # a tax question happens nowhere
    # Lies open to every eye (a lamp, a hole in the road): who writes is told that an open case is like theirs. Never
    # for what is about people or homes: whoever was reported could try whether they were.
    is_common = models.BooleanField(_("herkesin gördüğü bir şey"), default=False)
    is_on_home = models.BooleanField(_("ana sayfada"), default=False)
    is_active = models.BooleanField(_("etkin"), default=True)
    sort_order = models.PositiveIntegerField(_("sıra"), default=100)
    search_text = models.CharField(max_length=400, blank=True, editable=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("konu")
        verbose_name_plural = _("konu")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_text = turkish.search_text(self.name, self.hint)[:400]
        super().save(*args, **kwargs)

    @property
    def is_ours(self):
        return not self.authority


class Complaint(models.Model):
    class Nature(models.TextChoices):
        REQUEST = "request", _("İstek")
        COMPLAINT = "complaint", _("Şikâyet")
        SUGGESTION = "suggestion", _("Öneri")
        THANKS = "thanks", _("Teşekkür")
        TIP = "tip", _("İhbar")  # may be anonymous; gets no reply then, and is told so

    case = models.OneToOneField("wishes.Case", on_delete=models.CASCADE, related_name="complaint")
    nature = models.CharField(_("tür"), max_length=12, choices=Nature.choices)
    category = models.ForeignKey(Category, verbose_name=_("konu"), on_delete=models.PROTECT, related_name="complaints")
    is_petition = models.BooleanField(_("dilekçe"), default=False)  # name and address given: Law 3071 art. 4

    class Meta:
        verbose_name = _("İstek veya şikâyet")
        verbose_name_plural = _("İstek veya şikâyet")

    def __str__(self):
        return str(self.case)


# The page stands between: forms and services know the models above, so its methods meet them when they are called.
def _questions():
    from .forms import questions

    return questions()


class ComplaintQuestionText(QuestionText):
    page = ParentalKey("complaints.ComplaintPage", on_delete=models.CASCADE, related_name="question_texts")

    panels = [
        FieldPanel("question", widget=widgets.Select(choices=_questions)),
        FieldPanel("label"),
        FieldPanel("hint"),
    ]

    class Meta(QuestionText.Meta):
        verbose_name = _("soru metni")
        verbose_name_plural = _("soru metni")


class RuleSetQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(state=RuleSet.State.IN_FORCE)

    def drafts(self):
        return self.filter(state=RuleSet.State.DRAFT)


class RuleSet(models.Model):
    """Where complaints go, as one whole. Only a draft can be changed; what was in force once stays as it was."""

    class State(models.TextChoices):
        DRAFT = "draft", _("taslak")
        IN_FORCE = "in_force", _("yürürlükte")
        PAST = "past", _("eski")

    state = models.CharField(_("durum"), max_length=8, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)  # grows with every change of the draft
    note = models.CharField(_("not"), max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    in_force_at = models.DateTimeField(null=True, blank=True)
    in_force_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    past_at = models.DateTimeField(null=True, blank=True)
    rehearsal = models.JSONField(null=True, blank=True)  # figures and primary keys: see routing_rehearsal.py

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("yönlendirme kuralları")
        verbose_name_plural = _("yönlendirme kuralları")
        ordering = ["-in_force_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state__in=["draft", "in_force"]),
                name="one_draft_and_one_set_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(in_force_at__isnull=False), name="in_force_since_a_moment"
            ),
        ]
        permissions = [("change_routing", "Yönlendirme kurallarını değiştirir")]

    def __str__(self):
        return f"Yönlendirme kuralları {self.pk}"

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_rehearsed(self):
        """Rehearsed as it stands now, not as it stood before the last change."""
        return bool(self.rehearsal) and self.rehearsal["version"] == self.version


class RoutingRule(models.Model):
    """One rule: all its conditions must hold (an empty one always does), and the first rule that matches decides.

    Conditions are plain values, not foreign keys: a topic that goes away must not leave a rule that matches all.
    """

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(_("sıra"))
    topics = models.JSONField(default=list, blank=True)  # slugs of categories
    neighbourhoods = models.JSONField(default=list, blank=True)  # primary keys
    channels = models.JSONField(default=list, blank=True)
    danger = models.BooleanField(_("tehlike"), null=True, blank=True)  # None: with or without
    words = models.CharField(_("sözcükler"), max_length=300, blank=True)  # any of them, parted by commas
    unit = models.ForeignKey("accounts.Unit", verbose_name=_("müdürlük"), on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("İlgilenen"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    promise_days = models.PositiveSmallIntegerField(_("söz (iş günü)"), null=True, blank=True)

    class Meta:
        verbose_name = _("yönlendirme kuralı")
        verbose_name_plural = _("yönlendirme kuralı")
        ordering = ["position", "pk"]

    def __str__(self):
        return f"Kural {self.position}"


class ComplaintPage(StepFormPage):
    """İstek, şikâyet, öneri, teşekkür, ihbar: the citizen's form."""

    template_folders = ["complaints", "wishes/form"]
    content_panels = [
        *StepFormPage.content_panels,
        InlinePanel("question_texts", heading=_("Soruların metinleri"), label=_("soru")),
    ]

    class Meta:
        verbose_name = _("İstek ve şikâyet formu")
        verbose_name_plural = _("İstek ve şikâyet formu")

    @cached_property
    def store(self):
        return DraftStore(f"complaint:{self.translation_key}", "basvuru")

    def steps(self):
        from .forms import STEPS

        return STEPS

    def starting_answers(self, request):
        """A topic chosen on the home page (?konu=park) skips the first question."""
        slug = request.POST.get("konu") or request.GET.get("konu", "")
        topic = next((topic for topic in Category.objects.active() if topic.slug == slug), None)
        return {"konu": {"category": [topic.slug], "nature": [Complaint.Nature.COMPLAINT]}} if topic else {}

    def check_limits(self, request):
        if not limits.hit("complaint-draft", limit_key(request), limit=DRAFTS_PER_HOUR, window=timedelta(hours=1)):
            raise TooMany(GuardedFormMixin.guard_messages["too_many"])

    def check_upload_limits(self, request, uploads):
        limit, window = POSTS_WITH_FILES_PER_HOUR, timedelta(hours=1)
        if uploads and not limits.hit("complaint-files", limit_key(request), limit=limit, window=window):
            raise TooMany(GuardedFormMixin.guard_messages["too_many"])

    def serve(self, request, *args, **kwargs):
        # A captcha of another host needs more than our own content policy allows; ours needs nothing.
        return open_policy(super().serve(request, *args, **kwargs))

    # -- Sending ------------------------------------------------------------------------------
    def shown_beside(self, request):
        version = current_version(NOTICE)
        return version.pk if version else ""

    def send_form(self, request, draft, answers, data=None):
        from .forms import ComplaintSendForm

        form = ComplaintSendForm(data, initial={"seen": self._fingerprint(request, draft)})
        form.phone = answers["iletisim"]["phone"]
        return form.guard(request, started_at=draft.started_at, scope=str(draft.nonce))

    def is_over_limit(self, form):
        return form.guard_is_over_limit

    def answered(self, request, draft, step, form):
        """What and where are known: is it open already? Looked at again when either is changed."""
        from . import similar

        if step not in ("konu", "yer"):
            return
        answers = self._cleaned(self._walk(draft))
        if "yer" in answers:
            self.keep(draft, "yer", similar.find(request, draft, answers["konu"], answers["yer"]))

    def submit(self, request, answers, draft, form):
        from . import services

        try:
            services.send(answers, draft=draft, hold_reason=form.hold_reason, notice_version=current_version(NOTICE))
        except DraftGone:
            raise AnswersChanged from None

    def sent(self, request, response, draft):
        draft.refresh_from_db()
        grants.grant(response, draft.case, grants.STRONG)

    def wiped(self, request, response, draft):
        if draft and draft.is_sent:
            grants.revoke(response, draft.case)

    # -- Showing ------------------------------------------------------------------------------
    def extra_context(self, request):
        version = current_version(NOTICE)
        return {
            "privacy_text": _now(
                "Yazdıklarınızı yalnız bu başvuruyu çözmek için kullanırız ve ilgili müdürlükle paylaşırız."
            ),
            "privacy_url": reverse("privacy", args=[NOTICE]) if version else "",
            "notice_version": version,
            "minutes": settings.DRAFT_MINUTES,
        }

    def review_context(self, request, answers):
        contact, category = answers["iletisim"], answers["konu"]["category"]
        return {
            "is_anonymous": not (contact["phone"] or contact["email"]),
            "is_petition": bool(contact["name"] and contact["address"]),
            "authority": category.authority,
        }

    def done_context(self, request, draft):
        if draft is None:
            return {"reference": "İZM-ABCD-2345", "code": "ABCD-EFGH-JKMN-PQ", "lines": [], "is_preview": True}
        case = draft.case
        complaint = case.complaint
        return {
            "case": case,
            "complaint": complaint,
            "reference": case.shown_reference,
            "code": reference.show_code(keys.receipt_code(case)),
            "track_url": reverse("wishes:case", args=[case.url_reference]),
            "receipt_url": reverse("wishes:receipt", args=[case.url_reference]),
            "lines": list(_what_happens_next(case, complaint)),
            "is_told": case.notify_by != NotifyBy.NONE,
            "is_joined": case.merged_into_id is not None,
        }


def _what_happens_next(case, complaint):
    """Dated lines for parts/next_steps.html.

    Who joined an open case goes by its unit and its day; its legal day is another's, the own one is on the tracking
    page.
    """
    is_joined, notify_by, received_at = case.merged_into_id is not None, case.notify_by, case.received_at
    case = case.merged_into or case
    if complaint.category.is_ours:
        unit = {"unit": case.unit}
        where = _now("Başvurunuz şu müdürlükte: %(unit)s") % unit if case.unit else _now("Başvurunuza bakıyoruz")
    else:
        where = _now("Başvurunuzu görevli kuruma iletiyoruz ve size bildiriyoruz. Kurum: %(authority)s") % {
            "authority": complaint.category.authority
        }
    yield {"date": received_at, "text": where}
    if case.promised_on:
        told = {
            NotifyBy.SMS: _now("Bu güne kadar yanıt vereceğiz. Yanıtı SMS ile yazarız."),
            NotifyBy.EMAIL: _now("Bu güne kadar yanıt vereceğiz. Yanıtı e-posta ile yazarız."),
            NotifyBy.NONE: _now("Bu güne kadar yanıt vereceğiz. Yanıtı takip sayfasında görürsünüz."),
        }
        yield {"date": case.promised_on, "text": told[notify_by]}
    if not is_joined and case.due_on and case.due_on != case.promised_on:
        yield {"date": case.due_on, "text": _now("Yasal son gün. Gecikirsek nedenini ve yeni günü yazarız.")}
