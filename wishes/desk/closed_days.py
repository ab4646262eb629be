"""The screen of extra closed days. Before a day comes or goes it shows which cases move; afterwards, which have."""

from functools import wraps

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from lib import dates
from wishes import clocks, closed_days
from wishes.models import CalendarChange, Case, ClosedDay

from . import paging

AT_ONCE = 3  # seconds of moving inside the request; a worker does the rest


class ClosedDayForm(WagtailAdminModelForm):
    def clean_date(self):
        day = self.cleaned_data["date"]
        if self.instance.pk:
            if day != ClosedDay.objects.get(pk=self.instance.pk).date:
                raise forms.ValidationError(
                    _(
                        "Günü değiştirmek için bu satırı silin, yenisini ekleyin. "
                        "Hangi günlerin değişeceğini görürsünüz."
                    )
                )
        elif not 1990 <= day.year <= 2200:
            raise forms.ValidationError(_("Bu yıl için takvim yok."))
        elif known := clocks.Almanac(closed={}).calendar(day).closed_because(day):
            raise forms.ValidationError(_("Bu gün zaten kapalı: %(name)s.") % {"name": known})
        return day


class MovesIndexView(IndexView):
    def get_base_queryset(self):
        latest = CalendarChange.objects.filter(day=OuterRef("date"), was_added=True).order_by("-pk")
        return super().get_base_queryset().annotate(change=Subquery(latest.values("pk")[:1]))

    @cached_property
    def header_buttons(self):
        return [
            *super().header_buttons,
            HeaderButton(_("Takvim değişiklikleri"), url=reverse("closed_days:changes"), icon_name="history"),
        ]


class MovesColumn(Column):
    cell_template_name = "desk/parts/moves_cell.html"

    def get_value(self, instance):
        return reverse("closed_days:moved", args=[instance.change]) if instance.change else ""


class _Rehearsed:
    """What both directions share: the rehearsal, and where one goes afterwards."""

    def rehearse(self, day, **more):
        visible = Case.objects.for_staff(self.request.user)
        return closed_days.rehearse(
            day, shows=lambda pks: set(visible.filter(pk__in=pks).values_list("pk", flat=True)), **more
        )

    def carry_out(self, day, name, *, was_added):
        """In the transaction of the change itself; what is quick is done before one sees the page."""
        change = closed_days.begin(day, name, was_added=was_added, by=self.request.user)
        transaction.on_commit(lambda: closed_days.carry_on(change.pk, seconds=AT_ONCE))
        return reverse("closed_days:moved", args=[change.pk])


class AddView(_Rehearsed, CreateView):
    def form_valid(self, form):
        self.form = form
        step = self.request.POST.get("step")
        if step == "edit":
            return self.render_to_response(self.get_context_data(form=form))
        if step != "confirm":
            return self.preview(form.cleaned_data["date"], form.cleaned_data["name"])
        with transaction.atomic():
            self.object = self.save_instance()
            where = self.carry_out(self.object.date, self.object.name, was_added=True)
        return HttpResponseRedirect(where)

    def preview(self, day, name):
        found = self.rehearse(day, was_added=True, name=name)
        return render(
            self.request,
            "desk/closed_day_preview.html",
            {
                "header_title": _("Kapalı gün eklemeden önce"),
                "header_icon": "calendar",
                "breadcrumbs_items": crumbs({"url": "", "label": _("Önizleme")}),
                "day": day,
                "name": name,
                "was_added": True,
                "found": found,
                "moves": with_cases(found.first),
                "action": reverse("closed_days:add"),
                "form": self.form,
                "cancel": reverse("closed_days:index"),
            },
        )


class RemoveView(_Rehearsed, DeleteView):
    template_name = "desk/closed_day_preview.html"

    def get_context_data(self, **kwargs):
        found = self.rehearse(self.object.date, was_added=False)
        return super().get_context_data(**kwargs) | {
            "header_title": _("Kapalı günü silmeden önce"),
            "header_icon": "calendar",
            "breadcrumbs_items": crumbs({"url": "", "label": _("Önizleme")}),
            "day": self.object.date,
            "name": self.object.name,
            "was_added": False,
            "found": found,
            "moves": with_cases(found.first),
            "action": self.get_delete_url(),
            "cancel": reverse("closed_days:index"),
        }

    def form_valid(self, form):
        day, name = self.object.date, self.object.name
        with transaction.atomic():
            self.delete_action()
            where = self.carry_out(day, name, was_added=False)
        return HttpResponseRedirect(where)


def with_cases(moves):
    """[(Case, Move)], for the list of a rehearsal."""
    cases = Case.objects.select_related("unit").in_bulk([move.case_id for move in moves])
    return [(cases[move.case_id], move) for move in moves]


def crumbs(*more):
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
        {"url": reverse("closed_days:index"), "label": _("Kapalı günler")},
        *more,
    ]


class InOrder:
    """By primary key: the order in which the rows came to be."""

    def __init__(self, backwards=False):
        self.newest_first = backwards

    def ordering(self, *, backwards):
        return ["id"] if backwards == self.newest_first else ["-id"]

    def cursor(self, row):
        return str(row.pk)

    def beyond(self, cursor, *, backwards):
        return Q(**{"id__gt" if backwards == self.newest_first else "id__lt": int(cursor)})


def for_calendar(view):
    """Whoever may do anything with closed days may see what they did."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not any(request.user.has_perm(f"wishes.{act}_closedday") for act in ("add", "change", "delete", "view")):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_calendar
def changes(request):
    """Every change of the calendar, newest first."""
    rows = CalendarChange.objects.select_related("by").annotate(cases=Count("moves"))
    page = paging.page(
        rows, InOrder(backwards=True), after=request.GET.get("sonra", ""), before=request.GET.get("once", "")
    )
    return render(
        request,
        "desk/calendar_changes.html",
        {
            "header_title": _("Takvim değişiklikleri"),
            "header_icon": "calendar",
            "breadcrumbs_items": crumbs({"url": "", "label": _("Takvim değişiklikleri")}),
            "page": page,
        },
    )


@for_calendar
def moved(request, pk):
    """Whom one change moved: figures over all, lines for those one may see."""
    change = get_object_or_404(CalendarChange.objects.select_related("by"), pk=pk)
    visible = Case.objects.for_staff(request.user).values("pk")
    page = paging.page(
        change.moves.filter(case__in=visible).select_related("case__unit"),
        InOrder(),
        after=request.GET.get("sonra", ""),
        before=request.GET.get("once", ""),
    )
    figures = change.moves.aggregate(cases=Count("pk"), legal=Count("due_before"), promised=Count("promised_now"))
    return render(
        request,
        "desk/moved_cases.html",
        {
            "header_title": _("Günü değişen başvurular"),
            "header_icon": "calendar",
            "breadcrumbs_items": crumbs(
                {"url": reverse("closed_days:changes"), "label": _("Takvim değişiklikleri")},
                {"url": "", "label": dates.long(change.day)},
            ),
            "change": change,
            "figures": figures,
            "page": page,
            "moves": [(move.case, move) for move in page.rows],
        },
    )


class ClosedDayViewSet(ModelViewSet):
    model = ClosedDay
    icon = "calendar"
    menu_label = _("Kapalı günler")
    menu_order = 620
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = MovesIndexView
    add_view_class = AddView
    delete_view_class = RemoveView
    list_display = ["date", "name", MovesColumn("change", label=_("Değişen günler"))]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Resmî tatilleri sistem bilir. Buraya yalnız idari izin gibi ek günleri yazın. "
                    "Kaydetmeden önce hangi başvuruların gününün değişeceğini görürsünüz."
                )
            ),
            FieldPanel("date"),
            FieldPanel("name"),
        ],
        base_form_class=ClosedDayForm,
    )

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("degisiklikler/", changes, name="changes"),
            path("degisiklikler/<int:pk>/", moved, name="moved"),
        ]
