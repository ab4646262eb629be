"""A page that serves a form in several steps. Editors own its texts and dates, code owns its fields, and where
half-filled answers are kept is the business of a store that the subclass brings."""

from django.db import models
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.defaultfilters import linebreaksbr
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable

from . import blocks, steps
from .models import BasePage
from .templatetags.form_tags import first_control

RETURN = "donus"  # query parameter of a step that was opened from the page before sending
STATE = "durum"
KEPT = "%s:kept"  # beside a step's answers in the draft: what the page itself found out about them
STATES = {"sure": steps.EXPIRED, "sure-sakli": steps.EXPIRED_BUT_KEPT, "silindi": steps.WIPED}


class TooMany(Exception):
    """Too much came from one place in a short time; the text says when to come back."""


class AnswersChanged(Exception):
    """The draft was sent, changed or wiped while it was being sent."""


class QuestionText(Orderable):
    """An editor's words for one question. Subclasses add the ParentalKey to their page."""

    question = models.CharField(gettext_lazy("soru"), max_length=80)  # "step.field", chosen from the code's fields
    label = models.CharField(gettext_lazy("etiket"), max_length=160, blank=True)
    hint = models.CharField(gettext_lazy("İpucu"), max_length=300, blank=True)

    class Meta(Orderable.Meta):
        abstract = True


class StepFormPage(RoutablePageMixin, BasePage):
    """Routes, order, errors and double submits of a form in steps.

    A subclass gives `steps()`, `store`, `submit()`, `done_context()` and `question_texts` (rows of a QuestionText).
    The store keeps drafts: objects with `is_sent`. It is used through find, was_here, open, answers, save, wipe,
    files, add_files, remove_file, file_response, fingerprint, remember and forget (wishes/drafts.py is one).
    """

    #: In search results the form stands among the services.
    search_group = gettext_lazy("Hizmet")
    search_rank = 10

    intro = StreamField(blocks.BodyBlock(), verbose_name=gettext_lazy("giriş"), blank=True)
    opens_at = models.DateTimeField(gettext_lazy("açılış"), null=True, blank=True)
    closes_at = models.DateTimeField(gettext_lazy("kapanış"), null=True, blank=True)
    closed_text = RichTextField(gettext_lazy("kapalıyken"), blank=True)
    thanks = RichTextField(gettext_lazy("gönderdikten sonra"), blank=True)

    subpage_types = []  # routes would win over them
    preview_modes = [
        ("start", gettext_lazy("Başlangıç")),
        ("step", gettext_lazy("İlk adım")),
        ("done", gettext_lazy("Gönderdikten sonra")),
        ("closed", gettext_lazy("Kapalıyken")),
    ]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("thanks"),
        MultiFieldPanel(
            [FieldPanel("opens_at"), FieldPanel("closes_at"), FieldPanel("closed_text")],
            heading=gettext_lazy("Ne zaman açık"),
        ),
    ]

    #: where to look for start, step, check, done, closed and limited .html
    template_folders = []
    #: where drafts are kept
    store = None

    class Meta:
        abstract = True

    # -- What a subclass says -----------------------------------------------------------------
    def steps(self):
        """{slug: StepForm subclass}, in order."""
        raise NotImplementedError

    def answered(self, request, draft, step, form):
        """A step has just been answered rightly; `keep` what the steps after it need to know."""

    def keep(self, draft, step, facts):
        """Remember JSON-able facts beside a step's answers; its form has them as `kept`. Nobody can type them."""
        self.store.save(draft, KEPT % step, facts)

    def starting_answers(self, request):
        """Raw answers {step: {field: [text]}} that the way here already gives (a chosen topic)."""
        return {}

    def submit(self, request, answers, draft, form):
        """Do it, once per draft. answers: {step: cleaned values}. Raises AnswersChanged."""
        raise NotImplementedError

    def sent(self, request, response, draft):
        """After submit: a last word on the redirect to the done page (a cookie, say)."""

    def done_context(self, request, draft):
        """What done.html tells about a sent draft; `draft` is None in a preview."""
        return {}

    def wiped(self, request, response, draft):
        """The citizen wants nothing left on this device: a last word on the redirect. `draft` may be None."""

    def review_context(self, request, answers):
        """What check.html says about the answers."""
        return {}

    def extra_context(self, request):
        """What every page of the form shows."""
        return {}

    def check_limits(self, request):
        """Raises TooMany before a new draft is begun."""

    def body_text(self):
        return " ".join(map(str, self.intro.stream_block.get_searchable_content(self.intro)))

    def check_upload_limits(self, request, uploads):
        """Raises TooMany before files are looked at: drawing a picture anew is the dearest thing the form does."""

    # -- Facts --------------------------------------------------------------------------------
    @property
    def is_open(self):
        now = timezone.now()
        return (self.opens_at is None or self.opens_at <= now) and (self.closes_at is None or now < self.closes_at)

    @cached_property
    def texts(self):
        """{step: {field: (label, hint)}} in the editors' words. A question that the code no longer has is ignored."""
        texts = {}
        for text in self.question_texts.all():
            step, _dot, field = text.question.partition(".")
            texts.setdefault(step, {})[field] = (text.label, text.hint)
        return texts

    @property
    def counted_steps(self):
        """How many steps people are told of: the counted ones and the look before sending."""
        return sum(form.is_counted for form in self.steps().values()) + 1

    def address(self, name="", **kwargs):
        """Address of one of this page's routes."""
        return self.get_url() + (self.reverse_subpage(name, kwargs=kwargs) if name else "")

    # -- Serving ------------------------------------------------------------------------------
    def serve(self, request, *args, **kwargs):
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        try:
            response = super().serve(request, *args, **kwargs)
        except TooMany as limit:
            response = self._render(request, "limited", {"text": str(limit)}, status=429)
        response["Cache-Control"] = "no-store, private"
        return response

    def serve_preview(self, request, mode_name):
        """Shows a screen as it is before anybody has typed anything. Writes nothing, sets no cookie of ours."""
        if mode_name == "closed":
            return self._closed(request)
        if mode_name == "done":
            return self._render(request, "done", self.done_context(request, None))
        if mode_name == "step":
            slug, form_class = next(iter(self.steps().items()))
            return self._show_step(request, slug, form_class(texts=self.texts.get(slug)), [])
        return self._render(request, "start", {})

    @path("")
    def start_view(self, request):
        draft = self.store.find(request)
        if not self.is_open and not self._is_under_way(draft):
            return self._closed(request)
        if request.method == "POST":
            return self._begin(request, draft)
        context = {
            "draft": draft,
            "remark": STATES.get(request.GET.get(STATE)),
            "starting": self.starting_answers(request),
            "continue_url": self._continue_url(draft) if self._is_under_way(draft) else "",
        }
        return self._render(request, "start", context)

    @path("adim/<slug:step>/", name="step")
    def step_view(self, request, step):
        if step not in self.steps():
            raise Http404
        draft = self.store.find(request)
        if draft and draft.is_sent:
            return HttpResponseRedirect(self.address("done"))
        if not self.is_open and not draft:
            return self._closed(request)
        if request.method == "POST":
            return self._take_step(request, step, draft)
        walked = self._walk(draft)
        position = [slug for slug, _form in walked].index(step) if step in dict(walked) else None
        if position is None:  # an earlier answer is missing, or this step is not part of the way
            return self._to_first_open(request, draft, walked)
        stored = self.store.answers(draft).get(step) if draft else None
        form = walked[position][1]
        if not (stored and "hata" in request.GET):
            form = self._form(step, draft, self._earlier(walked[:position]), raw=stored)
        return self._show_step(request, step, form, walked[:position])

    @path("kontrol/", name="review")
    def review_view(self, request):
        draft = self.store.find(request)
        if draft is None:
            return self._back_to_start(request)
        if draft.is_sent:
            return HttpResponseRedirect(self.address("done"))
        walked = self._walk(draft)
        if not self._is_complete(walked):
            return self._to_first_open(request, draft, walked)
        if request.method == "POST":
            return self._send(request, draft, walked)
        return self._show_review(request, walked, self.send_form(request, draft, self._cleaned(walked)))

    @path("tamam/", name="done")
    def done_view(self, request):
        draft = self.store.find(request)
        if draft is None or not draft.is_sent:
            return self._back_to_start(request)
        return self._render(request, "done", self.done_context(request, draft))

    @path("dosya/<uuid:token>/", name="file")
    def file_view(self, request, token):
        draft = self.store.find(request)
        if draft is None:
            raise Http404
        return self.store.file_response(draft, token)

    @path("sil/", name="wipe")
    def wipe_view(self, request):
        """Finish and leave nothing on this device: a borrowed phone, a shared computer."""
        response = HttpResponseRedirect(f"{self.address()}?{STATE}=silindi")
        if request.method != "POST":
            return HttpResponseRedirect(self.address())
        draft = self.store.find(request)
        if draft and not draft.is_sent:
            self.store.wipe(draft)
        self.store.forget(response)
        self.wiped(request, response, draft)
        return response

    # -- Steps --------------------------------------------------------------------------------
    def _begin(self, request, draft):
        starting = self.starting_answers(request)
        if request.POST.get("do") == "new" and self._is_under_way(draft):
            self.store.wipe(draft)
            draft = None
        if not self._is_under_way(draft):
            if not starting:
                response = HttpResponseRedirect(self.address("step", step=next(iter(self.steps()))))
                self.store.forget(response)
                return response
            self.check_limits(request)
            draft = self.store.open(request)
        for step, raw in starting.items():
            kept = self.store.answers(draft).get(step, {})
            self.store.save(draft, step, raw | {name: kept[name] for name in kept if name not in raw})
        return self.store.remember(HttpResponseRedirect(self._continue_url(draft)), draft)

    def _take_step(self, request, step, draft):
        lost = draft is None and self.store.was_here(request)
        form_class = self.steps()[step]
        if draft is None:
            try:
                self.check_limits(request)
            except TooMany as limit:  # what was typed stays on the page
                form = self._form(step, None, {}, data=request.POST)
                return self._show_step(request, step, form, [], status=429, remark=str(limit))
            draft = self.store.open(request)
        refused = []
        if form_class.upload_field:
            uploads = request.FILES.getlist(form_class.upload_field)
            try:
                self.check_upload_limits(request, uploads)
            except TooMany as limit:
                refused = [str(limit)]
            else:
                refused = self.store.add_files(draft, form_class.upload_field, uploads)
            if request.POST.get("remove_file"):
                self.store.remove_file(draft, form_class.upload_field, request.POST["remove_file"])
        if not self.store.save(draft, step, form_class.raw(request.POST)):  # sent in another tab
            return HttpResponseRedirect(request.get_full_path())
        walked = self._walk(draft)
        place = dict(walked)
        if step not in place:
            response = self._to_first_open(request, draft, walked, lost=lost)
        elif request.POST.get("remove_file") and not refused:
            response = HttpResponseRedirect(request.get_full_path())
        elif "again" in request.POST:
            earlier = self._earlier(walked[: list(place).index(step)])
            remark = form_class.arrive(request, earlier=earlier, scope=self._scope(draft), again=True)
            form = self._form(step, draft, earlier)
            response = self._show_step(request, step, form, walked[: list(place).index(step)], remark=remark)
        else:
            position = list(place).index(step)
            form = self._form(step, draft, self._earlier(walked[:position]), data=request.POST)
            valid = form.is_valid()
            for sentence in refused:
                form.add_error(form_class.upload_field, sentence)
            if valid and not refused:
                self.answered(request, draft, step, form)
                walked = self._walk(draft)  # once more: what was typed may have opened the way (a code)
                self._arrive(request, draft, walked, step)
                response = HttpResponseRedirect(self._after(request, walked, step))
            else:
                response = self._show_step(request, step, form, walked[:position], status=422)
        return self.store.remember(response, draft)

    def _arrive(self, request, draft, walked, step):
        """Tell the step that comes next, unless it has been answered already."""
        slugs = [slug for slug, _form in walked]
        if slugs[-1] != step:
            coming = slugs[slugs.index(step) + 1]
            if coming == slugs[-1]:
                earlier = self._earlier(walked[:-1])
                self.steps()[coming].arrive(request, earlier=earlier, scope=self._scope(draft))

    @staticmethod
    def _scope(draft):
        return str(draft.nonce) if draft else ""

    def _after(self, request, walked, step):
        slugs = [slug for slug, _form in walked]
        if RETURN in request.GET or slugs[-1] == step:
            return self.address("review")
        return self.address("step", step=slugs[slugs.index(step) + 1])

    def _walk(self, draft):
        """[(slug, bound form)] of the steps on the way, each checked, up to and with the first that is not right."""
        raw, earlier, walked = self.store.answers(draft) if draft else {}, {}, []
        for slug, form_class in self.steps().items():
            if not form_class.applies(earlier):
                continue
            form = self._form(slug, draft, earlier, stored=raw.get(slug, {}))
            walked.append((slug, form))
            if slug not in raw or not form.is_valid():
                break
            earlier = earlier | {slug: form.cleaned_data}
        return walked

    def _form(self, slug, draft, earlier, *, data=None, raw=None, stored=None):
        form_class = self.steps()[slug]
        files = self.store.files(draft, form_class.upload_field) if draft and form_class.upload_field else []
        facts = {"earlier": earlier, "files": files, "texts": self.texts.get(slug), "scope": self._scope(draft)}
        facts["kept"] = self.store.answers(draft).get(KEPT % slug) if draft else None
        if stored is not None:
            return form_class.from_raw(stored, **facts)
        return form_class(data, raw=raw, **facts)

    @staticmethod
    def _earlier(walked):
        return {slug: form.cleaned_data for slug, form in walked}

    def _is_complete(self, walked):
        """Walking stops at the first step that is not right, so the last one tells."""
        applying = [slug for slug, form in self.steps().items() if form.applies(self._cleaned(walked))]
        last, form = walked[-1]
        return last == applying[-1] and form.is_valid()

    @staticmethod
    def _cleaned(walked):
        return {slug: form.cleaned_data for slug, form in walked if form.is_valid()}

    @staticmethod
    def _is_under_way(draft):
        return draft is not None and not draft.is_sent

    def _continue_url(self, draft):
        walked = self._walk(draft)
        return self.address("review") if self._is_complete(walked) else self.address("step", step=walked[-1][0])

    def _to_first_open(self, request, draft, walked, *, lost=False):
        if draft is None:
            return self._back_to_start(request)
        if self._is_complete(walked):
            return HttpResponseRedirect(self.address("review"))
        slug = walked[-1][0]
        query = f"?{STATE}=sure-sakli" if lost else "?hata" if slug in self.store.answers(draft) else ""
        return HttpResponseRedirect(self.address("step", step=slug) + query)

    def _back_to_start(self, request):
        if not self.store.was_here(request):
            return HttpResponseRedirect(self.address())
        response = HttpResponseRedirect(f"{self.address()}?{STATE}=sure")
        self.store.forget(response)
        return response

    # -- Sending ------------------------------------------------------------------------------
    def shown_beside(self, request):
        """What else stood on the page before sending and must be the same when sent (a text's version)."""
        return ""

    def send_form(self, request, draft, answers, data=None):
        """The form of the page before sending; bound when there is data."""
        return steps.SendForm(data, initial={"seen": self._fingerprint(request, draft)})

    def is_over_limit(self, form):
        """Was the form refused because too much came from one place?"""
        return False

    def _fingerprint(self, request, draft):
        return self.store.fingerprint(draft, self.shown_beside(request))

    def _send(self, request, draft, walked):
        answers = self._cleaned(walked)
        if request.POST.get("seen", "") != self._fingerprint(request, draft):
            # Another tab changed an answer, or the page is old: nobody sends what they did not see.
            form = self.send_form(request, draft, answers)
            return self._show_review(request, walked, form, status=422, remark=steps.STALE)
        form = self.send_form(request, draft, answers, request.POST)
        if not form.is_valid():
            return self._show_review(request, walked, form, status=429 if self.is_over_limit(form) else 422)
        try:
            self.submit(request, answers, draft, form)
        except AnswersChanged:
            return HttpResponseRedirect(self.address("review"))
        response = HttpResponseRedirect(self.address("done"))
        self.sent(request, response, draft)
        return response

    # -- Showing ------------------------------------------------------------------------------
    def _closed(self, request):
        return self._render(request, "closed", {})

    def _show_step(self, request, slug, form, before, *, status=200, remark=""):
        number = sum(earlier.is_counted for _slug, earlier in before) + form.is_counted
        context = {
            "form": form,
            "step_slug": slug,
            "step": number,
            "question": form.question,
            "form_intro": form.intro,
            "back_url": self._back_url(request, before),
            "answers": self.rows(before)[:4],
            "files": self._shown_files(form),
            "submit_label": form.submit_label,
            "remark": remark or STATES.get(request.GET.get(STATE)),
        }
        return self._render(request, "step", context, template=form.template, status=status)

    def _show_review(self, request, walked, form, *, status=200, remark=""):
        warnings = [sentence for _slug, step in walked for sentence in step.warnings().values()]
        context = {
            "form": form,
            "step": self.counted_steps,
            "question": _("Göndermeden önce bakın"),
            "back_url": self.address("step", step=walked[-1][0]),
            "rows": self.rows(walked),
            "warnings": warnings,
            "remark": remark,
        }
        context |= self.review_context(request, self._cleaned(walked))
        return self._render(request, "check", context, status=status)

    def rows(self, walked):
        """Questions and answers for parts/summary_list.html."""
        return [
            {
                "label": label,
                "value": linebreaksbr(answer, autoescape=True),
                "change_url": f"{self.address('step', step=slug)}?{RETURN}=kontrol#{first_control(form[name])}",
            }
            for slug, form in walked
            for name, label, answer in form.summary()
        ]

    def _back_url(self, request, before):
        if RETURN in request.GET:
            return self.address("review")
        return self.address("step", step=before[-1][0]) if before else self.address()

    def _shown_files(self, form):
        return [
            {
                "name": file.shown_name,
                "size": file.shown_size,
                "thumbnail": self.address("file", token=file.token) if file.is_image else "",
                "remove_value": str(file.token),
            }
            for file in form.kept_files
        ]

    def _render(self, request, name, context, *, template="", status=200):
        context = self.get_context(request) | self.extra_context(request) | context
        context["form_title"] = self.title
        context["steps"] = self.counted_steps
        context["wipe_url"] = self.address("wipe")
        context["start_url"] = self.address()
        templates = [template] if template else [f"{folder}/{name}.html" for folder in self.template_folders]
        return TemplateResponse(request, templates, context, status=status)
