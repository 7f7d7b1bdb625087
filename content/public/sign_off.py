"""A text for a reviewer without an account, who says what they think of it."""

from django.db import transaction
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from content.models import NotAllowed, SignOff
from content.public.beside import CommentsOfAnswer
from content.public.page_context import PageContext
from content.public.review_forms import SignedVerdictForm
from content.public.review_mail import tell_of_answer


@csrf_exempt  # the address itself is the secret, and readers get no cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request, token):
    """One revision for a reader without an account, who may say what they think of it."""
    link = SignOff.objects.find(token)
    if not link:
        # The link ran out while they wrote: their comments are shown again, to be copied.
        context = {"answered": False, "typed": _typed(request.POST)}
        return _unlisted(render(request, "content/sign_off_over.html", context, status=410))
    comments = CommentsOfAnswer(link.revision, request.POST)
    form = SignedVerdictForm(request.POST or None, has_comments=bool(comments.typed))
    if comments.is_valid() and form.is_valid() and (review := _answer(link, form, comments)):
        return _unlisted(render(request, "content/sign_off_over.html", {"answered": True, "review": review}))
    context = PageContext(link.revision, request.layout)
    more = {"standing": _standing(link.revision), "discussion": comments}
    return _unlisted(context.page(request, review_form=form, sign_off=link, **more))


def _answer(link, form, comments):
    """The review, told to staff; None if the link takes no more, which the form then says."""
    try:
        with transaction.atomic():
            review = link.answer(**form.cleaned_data)
            comments.keep_with(review)
    except NotAllowed as error:
        form.add_error(None, str(error))
        return None
    tell_of_answer(review)
    return review


def _standing(revision):
    """What patients see of a version and of its text, in the words that the page needs."""
    document = revision.document
    return {
        "live": revision.editions.live().first(),
        "planned": revision.editions.planned().first(),
        "other_is_live": document.edition is not None,
        "was_live": document.was_ever_live(),
    }


def _typed(sent):
    """What was written, the comments beside the text after the one on the whole."""
    beside = [words for name, words in sent.items() if name.startswith("comment:")]
    return "\n\n".join(words[:5000] for words in [sent.get("note", ""), *beside] if words.strip())


def _unlisted(response):
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
