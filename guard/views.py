"""The question of the proof of work, fetched by the browser's own script."""

from django.http import JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from .captcha.proof_of_work import new_question


@require_GET
@cache_control(no_store=True, private=True)
def question(request):
    return JsonResponse(new_question())
