"""Which events a calendar or feed holds, and the answers: what the address asks for in a constant number of queries."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Case, Count, Max, Min, Q, When
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from pages import feeds
from pages import site as sites
from pages.access import restricted
from places.models import Neighbourhood

from . import ical
from .models import Audience, EventCategory, EventDate, EventPage, Occurrence

CALENDAR = "takvim.ics"
BACK = timedelta(days=60)  # how long a feed keeps what is over
MOST = 1000  # plans in one calendar: what comes next, then what is over
CHANGED = ~Q(state=Occurrence.State.SCHEDULED) | Q(is_relocated=True)


class Choice:
    """What the address of a feed asks for: tur, mahalle, kimler; each may be missing. Raises Http404 in words."""

    def __init__(self, data):
        self.category = self.neighbourhood = self.audience = None
        if slug := data.get("tur"):
            self.category = feeds.chosen(EventCategory.objects.all(), slug, _("Böyle bir etkinlik türü yok."))
        if slug := data.get("mahalle"):
            self.neighbourhood = Neighbourhood.objects.filter(slug=slug).only("name", "slug").first()
            if self.neighbourhood is None:
                raise Http404(_("Bu adla bir mahalle yok."))
        if value := data.get("kimler"):
            if value not in Audience.values:
                raise Http404(_("Bu adla bir etkinlik grubu yok."))
            self.audience = Audience(value)

    @property
    def words(self):
        names = [self.category, self.neighbourhood, self.audience.label if self.audience else None]
        return [str(name) for name in names if name]

    def pages(self, path=""):
        """Condition on events, found by the name of their path."""
        condition = Q()
        if self.category:
            condition &= Q(**{f"{path}category": self.category})
        if self.audience:
            condition &= Q(**{f"{path}audience": self.audience})
        return condition

    def occurrences(self):
        condition = self.pages("page__")
        return condition & Q(neighbourhood=self.neighbourhood) if self.neighbourhood else condition

    def shows(self, row):
        return self.neighbourhood is None or row.neighbourhood_id == self.neighbourhood.pk

    def holds_rule_of(self, page, date):
        place = date.neighbourhood_id or page.effective_neighbourhood_id
        return self.neighbourhood is None or place == self.neighbourhood.pk


# -- Answers ----------------------------------------------------------------------------------
def feed(index, request):
    """The calendar of everything, or of what the address chooses."""
    choice = Choice(request.GET)
    near = Occurrence.objects.filter(
        ~restricted("page__path"), choice.occurrences(), page__live=True, over_at__gte=timezone.now() - BACK
    )
    return _answer(request, _series(near, request, choice), ": ".join([title(index, request), *choice.words]))


def file_of(page, request):
    """One event, its past dates included; a programme with its evenings."""
    family = EventPage.objects.live().filter(Q(pk=page.pk) | Q(path__startswith=page.path, depth=page.depth + 1))
    rows = Occurrence.objects.filter(~restricted("page__path"), page__in=family)
    return _answer(request, _series(rows, request, Choice({})), page.title, name=page.slug)


def title(index, request):
    return f"{sites.facts_of(Site.find_for_request(request)).name} – {index.title}"


def _answer(request, series, words, name=""):
    response = HttpResponse(ical.calendar(series, name=words), content_type="text/calendar; charset=utf-8")
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    newest = max((each.stamp for each in series), default=ical._EPOCH)
    return feeds.conditionally(request, response, newest)


# -- What a calendar holds ----------------------------------------------------------------------
def _series(rows, request, choice) -> list[ical.Series]:
    """The plans that these occurrences belong to, each with what is not as planned. Six queries."""
    now = timezone.now()
    keys = list(
        rows.values_list("page_id", "plan")
        .annotate(last=Max("over_at"), first=Min("starts_at"))
        .annotate(is_over=Case(When(last__lt=now, then=1), default=0))
        .order_by("is_over", "first", "page_id", "plan")[:MOST]
    )
    pages = EventPage.objects.select_related("category", "venue", "neighbourhood").defer_streamfields()
    pages = pages.in_bulk({key[0] for key in keys})
    keys = [(page, plan) for page, plan, *_when in keys]
    plan = EventDate.objects.filter(page__in=pages, uid__in={plan for _page, plan in keys})
    dates = {(date.page_id, date.uid): date for date in plan.select_related("neighbourhood")}
    repeated = {key for key, date in dates.items() if date.rule}
    found = _rows(pages, keys, repeated)
    counts = _counts(repeated)
    urls = {pk: page.get_full_url(request) for pk, page in pages.items()}
    series = []
    for page_id, plan in sorted(keys):
        page, date = pages[page_id], dates.get((page_id, plan))
        count, newest = counts.get((page_id, plan), (0, None))
        series.append(
            ical.Series(
                page=page,
                url=urls[page_id] or "",
                date=date,
                rows=found[page_id, plan],
                count=count,
                newest=newest,
                shows=choice.shows,
                holds_rule=date is None or choice.holds_rule_of(page, date),
            )
        )
    return series


def _rows(pages, keys, repeated):
    """Occurrences by plan: of a repeated plan only those that are not as planned."""
    found = defaultdict(list)
    # A copied page keeps the keys of its plan, so one key may repeat here and not there.
    single = Q(plan__in={plan for page, plan in keys if (page, plan) not in repeated})
    rows = Occurrence.objects.filter(single | CHANGED, page__in=pages, plan__in={plan for _page, plan in keys})
    for row in rows.select_related("neighbourhood").order_by("original_start", "pk"):
        row.page = pages[row.page_id]
        is_as_planned = row.state == Occurrence.State.SCHEDULED and not row.is_relocated
        if (row.page_id, row.plan) not in repeated or not is_as_planned:
            found[row.page_id, row.plan].append(row)
    return found


def _counts(repeated):
    """How many dates each repeated plan has, and when one of them last changed."""
    rows = Occurrence.objects.filter(plan__in={plan for _page, plan in repeated})
    counted = rows.values_list("page_id", "plan").annotate(count=Count("pk"), newest=Max("changed_at")).order_by()
    return {(page, plan): (count, newest) for page, plan, count, newest in counted}
