"""The outbox at the desk: what was sent to whom (masked), what failed, and one button to try again."""

import re

import django_filters
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from lib import masking, reference
from people.models import ReadLog
from people.services import log_read

from . import services
from .models import CONFIDENTIAL, Notice


class NoticeFilterSet(WagtailFilterSet):
    about = django_filters.CharFilter(label=gettext_lazy("Başvuru numarası"), method="filter_about")

    class Meta:
        model = Notice
        fields = ["status", "transport"]

    def filter_about(self, queryset, name, value):
        try:
            return queryset.filter(about=reference.parse(value, settings.REFERENCE_PREFIX))
        except reference.InvalidReference:
            return queryset.none()


def recipient(notice):
    """Whom it went to, covered: enough to recognise, too little to call."""
    is_sms = notice.transport == Notice.Transport.SMS
    if notice.key in CONFIDENTIAL:
        return _("gizli")
    if notice.to:
        return masking.phone(notice.to) if is_sms else masking.email(notice.to)
    if notice.person is None or notice.person.erased_at:
        return "–" if notice.is_code else _("silinmiş kişi")
    if is_sms:
        return masking.phone(notice.person.phone)
    return masking.email(notice.person.email)


def shown_about(notice):
    return reference.show(notice.about, settings.REFERENCE_PREFIX) if notice.about else ""


class NoticeIndexView(generic.IndexView):
    model = Notice
    any_permission_required = ["view"]
    page_title = gettext_lazy("Giden bildirimler")
    default_ordering = ["-created_at", "-id"]
    list_export = []
    filterset_class = NoticeFilterSet
    paginate_by = 50

    def get_base_queryset(self):
        sealed = ["context", "subject", "body", "person__name", "person__identity_number", "person__address"]
        return Notice.objects.select_related("person").defer(*sealed)  # not opened for a list

    @cached_property
    def columns(self):
        return [
            TitleColumn("heading", label=_("İleti"), get_url=lambda n: reverse(OPEN, args=[n.pk])),
            Column("about", label=_("Başvuru"), accessor=shown_about),
            Column("recipient", label=_("Alıcı"), accessor=recipient),
            Column("transport", label=_("Yol"), accessor="get_transport_display"),
            Column("status", label=_("Durum"), accessor="get_status_display"),
            Column("error", label=_("Sorun"), accessor="error_words"),
            DateColumn("created_at", label=_("Oluşturuldu")),
            DateColumn("sent_at", label=_("Gönderildi")),
        ]


class NoticeView(generic.PermissionCheckedMixin, generic.WagtailAdminTemplateMixin, TemplateView):
    """One message with its words. Opening it is logged."""

    model = Notice
    any_permission_required = ["view"]
    template_name = "notices/desk/notice.html"
    header_icon = "mail"
    page_title = gettext_lazy("Bildirim")
    index_url_name = ""

    def get(self, request, *args, **kwargs):
        # Only now: dispatch() of the mixins has asked for the permission.
        self.notice = get_object_or_404(Notice.objects.select_related("person"), pk=kwargs["pk"])
        log_read(
            user=request.user,
            action=ReadLog.Action.OPEN,
            subject=f"notice:{self.notice.pk}",
            reason=self.notice.about,
        )
        return super().get(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.notice.heading

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": NoticeIndexView.page_title},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs):
        may_resend = self.notice.status == Notice.Status.FAILED and self.user_has_permission("resend")
        return super().get_context_data(**kwargs) | {
            "notice": self.notice,
            "about": shown_about(self.notice),
            "recipient": recipient(self.notice),
            "subject": self.notice.subject,
            "body": "" if self.notice.is_code else _without_keys(self.notice.body),
            "resend_url": reverse(RESEND, args=[self.notice.pk]) if may_resend else "",
        }


class ResendView(generic.PermissionCheckedMixin, View):
    model = Notice
    permission_required = "resend"
    http_method_names = ["post"]

    def post(self, request, pk):
        notice = get_object_or_404(Notice, pk=pk)
        try:
            services.resend(notice, by=request.user)
        except services.NotFailed:
            messages.warning(request, _("Bu bildirim yeniden gönderilmedi, durumu bu arada değişti."))
        else:
            messages.success(request, _("Bildirim yeniden sıraya alındı."))
        return redirect(OPEN, pk)


def _without_keys(text):
    """Without the token of the citizen's own link: staff read the message, they do not borrow the key in it."""
    return re.sub(r"(?<=/)[0-9A-Za-z_-]{20,}(?=/)", "…", text)


class NoticeMenuItem(MenuItem):
    def is_shown(self, request):
        return policy_registry.get_by_type(Notice).user_has_permission(request.user, "view")


class NoticeViewSet(ViewSet):
    """No ModelViewSet: rows of the outbox are not added, edited or deleted by anybody."""

    name = "notices"
    url_prefix = "bildirimler"
    icon = "mail"
    menu_label = gettext_lazy("Giden bildirimler")
    menu_order = 350
    menu_item_class = NoticeMenuItem
    add_to_admin_menu = True

    def get_common_view_kwargs(self, **kwargs):
        names = {"index_url_name": INDEX, "index_results_url_name": self.get_url_name("index_results")}
        return super().get_common_view_kwargs(**{"header_icon": self.icon, **names, **kwargs})

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(NoticeIndexView), name="index"),
            path("results/", self.construct_view(NoticeIndexView, results_only=True), name="index_results"),
            path("<int:pk>/", self.construct_view(NoticeView), name="open"),
            path("<int:pk>/yeniden-gonder/", self.construct_view(ResendView), name="resend"),
        ]


INDEX, OPEN, RESEND = "notices:index", "notices:open", "notices:resend"
