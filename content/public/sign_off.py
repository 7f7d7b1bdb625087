"""A text for a reviewer without an account, who says what they think of it."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from content.models import SignOff
from content.public.page_context import PageContext
from content.public.review_forms import SignedVerdictForm
from content.public.review_mail import tell_of_answer


@csrf_exempt  # the address itself is the secret, and readers get no cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request, token):
    """One revision for a reader without an account, who may say what they think of it."""
    link = SignOff.objects.find(token)
    form = SignedVerdictForm(request.POST or None)
    if not link:
        # The link ran out while they wrote: their comments are shown again, to be copied.
        context = {"answered": False, "typed": request.POST.get("note", "")[:5000]}
        return _unlisted(render(request, "content/sign_off_over.html", context, status=410))
    if not form.is_valid():
        context = PageContext(link.revision, request.layout)
        page = context.page(request, review_form=form, sign_off=link, standing=_standing(link.revision))
        return _unlisted(page)
    review = link.answer(**form.cleaned_data)
    tell_of_answer(review)
    return _unlisted(render(request, "content/sign_off_over.html", {"answered": True, "review": review}))


def _standing(revision):
    """What patients see of a version and of its text, in the words that the page needs."""
    document = revision.document
    return {
        "live": revision.editions.live().first(),
        "planned": revision.editions.planned().first(),
        "other_is_live": document.edition is not None,
        "was_live": document.was_ever_live(),
    }


def _unlisted(response):
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
