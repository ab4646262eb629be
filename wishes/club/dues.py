"""The dues ledger: what the municipality owes the club for its members' first years, what is paid, what will come."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from lib import dates

from .models import Due, DuesPayment, MembershipClaim

State = MembershipClaim.State


class NotPaid(Exception):
    """The payment cannot be written down; the text is the sentence for staff."""


@dataclass(frozen=True)
class Year:
    year: int
    members: int
    owed: int  # kuruş
    paid: int
    expected: int  # for claims that are with the club now, if it accepts them this year

    @property
    def rest(self):
        return self.owed - self.paid

    @property
    def forecast(self):
        return self.rest + self.expected


def owe(claim, *, since):
    """One row for each year from the year of membership on. Called twice, it owes once."""
    season = claim.season
    Due.objects.bulk_create(
        [
            Due(claim=claim, nth=nth, year=since.year + nth - 1, amount_kurus=season.dues_kurus)
            for nth in range(1, season.dues_years + 1)
        ],
        ignore_conflicts=True,
    )


def report(today=None):
    """[Year, …] without gaps, from the first year that owes anything to the last."""
    today = today or timezone.localdate()
    sums = {
        row["year"]: row
        for row in Due.objects.values("year").annotate(
            members=Count("pk"),
            owed=Sum("amount_kurus"),
            paid=Sum("amount_kurus", filter=Q(payment__isnull=False)),
        )
    }
    coming = _expected(today)
    years = sorted({*sums, *coming})
    if not years:
        return []
    return [
        Year(
            year=year,
            members=sums.get(year, {}).get("members", 0),
            owed=sums.get(year, {}).get("owed", 0),
            paid=sums.get(year, {}).get("paid") or 0,
            expected=coming.get(year, 0),
        )
        for year in range(years[0], years[-1] + 1)
    ]


def _expected(today):
    coming = {}
    waiting = MembershipClaim.objects.filter(state=State.SENT).values("season").annotate(
        count=Count("pk"), years=F("season__dues_years"), kurus=F("season__dues_kurus")
    )  # fmt: skip
    for row in waiting:
        for nth in range(row["years"]):
            coming[today.year + nth] = coming.get(today.year + nth, 0) + row["count"] * row["kurus"]
    return coming


def open_for(year):
    """(members, kuruş) that are owed and not paid for a year."""
    found = Due.objects.filter(year=year, payment=None).aggregate(members=Count("pk"), total=Sum("amount_kurus"))
    return found["members"], found["total"] or 0


@transaction.atomic
def pay(*, year, paid_on, document, total, by):
    """Write down that all open dues of a year were paid. total: kuruş, as on the screen, so that nobody pays blind."""
    rows = Due.objects.select_for_update().filter(year=year, payment=None)
    found = list(rows.values_list("pk", "amount_kurus"))
    if not found:
        raise NotPaid(_("Bu yıl için açık aidat yok."))
    if sum(amount for _pk, amount in found) != total:
        raise NotPaid(_("Açık tutar az önce değişti. Yeni tutara bakıp yeniden kaydedin."))
    try:
        with transaction.atomic():
            payment = DuesPayment.objects.create(
                year=year, paid_on=paid_on, document=document, members=len(found), total_kurus=total, by=by
            )
    except IntegrityError:
        raise NotPaid(_("Bu belge numarasıyla bir ödeme yazılmış.")) from None
    Due.objects.filter(pk__in=[pk for pk, _amount in found], payment=None).update(payment=payment)
    return payment


def lira(kurus):
    """ "1.200,00 TL"."""
    return f"{dates.number(kurus / 100, 2)} TL"
