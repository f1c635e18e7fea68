"""Diagrams and charts to take along: what is published, and the draft's for its people."""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from django.views.generic import View

from core import pictures
from core.own_process import Busy, come_again
from improvement_plans import permissions
from improvement_plans.choices import VersionState
from improvement_plans.models import PlanVersion, Priority
from improvement_plans.presenters.pictures import CONTENT_TYPES, downloads, svg_of
from improvement_plans.views.base import PlanMixin
from organisations.models import Membership
from organisations.views.base import MergedAddressMixin

# It is a picture and does nothing, even when somebody opens it by itself.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def drawn(
    request: HttpRequest, picture: Callable[[], str], form: str, name: str
) -> HttpResponseBase:
    """The picture as a file, or that the reader's copy still holds, or 404 where there is none."""
    svg = picture() if form in downloads() else ""
    if not svg:
        raise Http404
    digest = sha256(f"{form}{svg}".encode()).hexdigest()[:32]
    answer = get_conditional_response(request, quote_etag(digest))
    if answer is None:
        try:
            body = svg.encode() if form == "svg" else pictures.png(svg)
        except Busy:
            return come_again()
        answer = HttpResponse(body, content_type=CONTENT_TYPES[form])
        answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["ETag"] = quote_etag(digest)
    answer["Content-Security-Policy"] = POLICY
    return answer


@method_decorator(login_not_required, name="dispatch")
class PictureView(MergedAddressMixin):
    """Of a version that was published."""

    def get(
        self, request: HttpRequest, slug: str, number: int, position: int, form: str
    ) -> HttpResponseBase:
        members = Membership.objects.public().filter(organisation__slug=slug)
        versions = PlanVersion.objects.ever_published().exclude(state=VersionState.UNPUBLISHED)
        of_members = versions.filter(plan__membership__in=members, number=number)
        priority = get_object_or_404(
            Priority, version__in=of_members.values("pk"), position=position
        )
        name = f"{slug}-plan-{number}-priority-{position}-diagram"
        answer = drawn(request, partial(svg_of, priority), form, name)
        # Ask each time: a version can be taken back.
        answer["Cache-Control"] = "public, no-cache"
        return answer


class DraftPictureView(PlanMixin, View):
    """Of the draft, for the people who may read it."""

    allowed = permissions.can_view_draft

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        priority = get_object_or_404(Priority, version=self.draft, pk=kwargs["priority"])
        name = f"draft-priority-{priority.position}-diagram"
        return drawn(request, partial(svg_of, priority), kwargs["form"], name)
