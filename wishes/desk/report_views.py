"""The desk in figures: one page, one period, one way to divide it."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Unit

from . import figures, reports
from .doors import for_reports
from .periods import YEAR, PeriodForm, named


@require_GET
@for_reports
def report(request):
    today = timezone.localdate()
    form = PeriodForm(request.GET, today=today)
    valid = form.is_valid()
    period = form.period() if valid else named(YEAR, today)
    dimension = figures.DIMENSIONS.get(request.GET.get("gore")) or figures.DIMENSIONS["mudurluk"]
    units = _units(request.user)
    unit = next((unit for unit in units if str(unit.pk) == request.GET.get("mudurluk")), None)
    scope = figures.scope(request.user, unit.pk if unit else None)
    table = figures.table(scope, period, dimension)
    if valid and request.GET.get("bicim") == "csv":
        return _file(table, dimension, period)
    course = reports.course(figures.by_day(scope, period), period)
    endings = figures.endings(scope, period)
    context = {
        "header_title": _("Raporlar"),
        "header_icon": "table",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Ana sayfa")},
            {"url": reverse("desk:reports"), "label": _("Raporlar")},
        ],
        "form": form,
        "period": period,
        "units": units,
        "unit": unit,
        "scope": scope,
        "dimension": dimension,
        "dimensions": [
            (each, urlencode(_without(request.GET, "gore", "bicim") | {"gore": each.key}), each is dimension)
            for each in figures.DIMENSIONS.values()
        ],
        "table": table,
        "table_chart": reports.table_chart(table, dimension),
        "course": course,
        "course_chart": reports.course_chart(course, period),
        "endings": endings,
        "endings_total": reports.endings_total(endings),
        "reached": figures.reached(scope, period),
        "intake": figures.intake(scope, period),
        "csv": urlencode(_without(request.GET) | {"bicim": "csv"}),
    }
    return render(request, "desk/reports.html", context, status=200 if valid else 422)


def _units(user):
    """Those a user may pick among; a clerk of one unit has nothing to pick."""
    units = Unit.objects.order_by("name")
    if not figures.scope(user).sees_all:
        units = units.filter(members=user)
    units = list(units)
    return units if len(units) > 1 else []


def _without(parameters, *names):
    return {name: value for name, value in parameters.items() if name not in names}


def _file(table, dimension, period):
    name = f"rapor-{dimension.key}-{period.first:%Y%m%d}-{period.last:%Y%m%d}.csv"
    return HttpResponse(
        reports.as_csv(table, dimension, period),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"},
    )
