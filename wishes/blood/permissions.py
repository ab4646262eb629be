"""Who may do what with donors and calls: the duty officer nearly everything, the second person only the yes."""

from functools import wraps

from django.core.exceptions import PermissionDenied

DUTY, APPROVE = "blood.duty", "blood.approve"


def may_enter(user):
    return user.has_perm(DUTY) or user.has_perm(APPROVE)


def on_duty(user):
    """Sees donors and callers, confirms needs, proposes and stops calls."""
    return user.has_perm(DUTY)


def may_approve(user, appeal):
    """The second person: never the one who proposed."""
    return may_enter(user) and appeal.proposed_by_id != user.pk


def guarded(allowed):
    """The view is for users of whom `allowed(user)` is true; everybody else is refused before any row is read."""

    def decorate(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


for_blood, for_duty = guarded(may_enter), guarded(on_duty)
