"""Membership claims inside Wagtail's admin: what the desk shows of them."""

from wishes.desk.kinds import register_kind

from .on_desk import ON_DESK

register_kind(ON_DESK)
