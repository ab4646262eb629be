"""How reports write numbers: Turkish, and a dash where there is nothing to say."""

from django import template

from lib import dates
from wishes.desk import reports

register = template.Library()

register.filter("figure", lambda value: "—" if value is None else dates.number(value))
register.filter("days", reports.days)
register.filter("percent", reports.percent)
