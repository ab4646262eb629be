"""How amounts are written."""

from django import template

from wishes.wishbox import money

register = template.Library()
register.filter("lira", lambda kurus: "" if kurus is None else money.show(kurus))
