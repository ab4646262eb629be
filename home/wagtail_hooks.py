"""The roof inside the admin: the editors' first page, and last year's event once more."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.widgets.button import Button

from events import copying
from events.models import EventPage

from .editing import EditingPanel, may_edit


@hooks.register("construct_homepage_panels")
def editing_panel(request, panels):
    if may_edit(request.user):
        # Ours says what waits for approval, with the rest of the work.
        panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
        panels.append(EditingPanel(request.user))


# -- Last year's event once more ---------------------------------------------------------------
@hooks.register("register_admin_urls")
def copy_url():
    return [path("etkinlik-kopyala/<int:pk>/", copy_event, name="copy_event")]


def copy_event(request, pk):
    """Asks once, then copies and opens the draft."""
    page = get_object_or_404(EventPage, id=pk)  # not pk: a relation does not know what is too large
    if not copying.may_copy(request.user, page):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "home/admin/copy_event.html", {"page": page, "dates": page.dates.order_by("starts_at")})
    copy = copying.copy_for_next_time(page, by=request.user)
    said = _("Kopyalandı: %(title)s. Tarihler ileri alındı, günlerine bakın.")
    messages.success(request, said % {"title": copy.title})
    return redirect("wagtailadmin_pages:edit", copy.pk)


@hooks.register("register_page_listing_more_buttons")
def copy_from_the_listing(page, user, next_url=None):
    yield from _copy_button(page, user)


@hooks.register("register_page_header_buttons")
def copy_from_the_editor(page, user, view_name, next_url=None):
    yield from _copy_button(page, user)


def _copy_button(page, user):
    """Only where there is something to hold again: a page that was published."""
    is_event = page.pk and issubclass(page.specific_class or type(None), EventPage)
    if is_event and page.first_published_at and copying.may_copy(user, page):
        url = reverse("copy_event", args=[page.pk])
        yield Button(gettext_lazy("Geçen yılkini kopyala"), url, icon_name="copy", priority=6)
