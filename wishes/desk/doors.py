"""How every desk view is entered: first the user, then the row. A foreign row does not exist."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from wishes.models import Case

from .kinds import related
from .permissions import may, may_enter, may_export, may_see_reads, may_see_reports


def _only_who(may_come_in):
    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may_come_in(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


for_desk = _only_who(may_enter)  # staff with a place at the desk
for_read_log = _only_who(may_see_reads)
for_reports = _only_who(may_see_reports)
for_exports = _only_who(may_export)


def on_case(view=None, *, verb=None):
    """The view gets the Case instead of its pk, if this user may see it (and may do `verb` at all)."""

    def decorate(view):
        @wraps(view)
        def guarded(request, pk, *args, **kwargs):
            if not (may(request.user, verb) if verb else may_enter(request.user)):
                raise PermissionDenied
            case = get_object_or_404(
                Case.objects.for_staff(request.user).select_related(
                    "person", "neighbourhood", "unit", "assignee", *related()
                ),
                pk=pk,
            )
            return view(request, case, *args, **kwargs)

        return guarded

    return decorate(view) if view else decorate
