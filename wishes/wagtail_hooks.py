"""What the directorate sets for all cases."""

from wagtail import hooks

from .viewsets import ClockPolicyViewSet


@hooks.register("register_admin_viewset")
def register_rules():
    return [ClockPolicyViewSet("clock_policies")]
