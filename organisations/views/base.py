"""What every page about one membership does first."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import View

from accounts.models import User
from core.guard import Texts
from organisations import permissions
from organisations.models import Membership, Organisation
from organisations.views.patient_data import MemberTexts


class MergedAddressMixin(View):
    """An organisation has one address for good, its slug; what else people cite leads there.

    That is its ODS code, either in any case, and the address of a record that was joined with it.
    A slug is made once and stays when the name changes. The rest of the address stays as it is.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            kept = Organisation.objects.cited_as(kwargs["slug"])
            if kept is None:
                raise
            match = request.resolver_match
            address = reverse(match.view_name, args=args, kwargs={**kwargs, "slug": kept.slug})  # type: ignore[union-attr]
            query = request.META["QUERY_STRING"]
            return redirect(f"{address}?{query}" if query else address, permanent=True)


class MemberMixin(View):
    """Loads the membership in the address: 404 for strangers, 403 without the role."""

    allowed: ClassVar[Callable[[User, Membership], bool]] = permissions.can_edit
    membership: Membership

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.membership = self.load(request.user, **kwargs)  # type: ignore[arg-type]

    def load(self, user: User, **kwargs: Any) -> Membership:
        """The membership that the page is about, as this person may know of it."""
        mine = Membership.objects.represented_by(user).filter(pk=kwargs["pk"]).first()
        if mine is None:
            raise Http404
        return mine

    def texts(self) -> Texts:
        return MemberTexts(self.membership, self.request.user)  # type: ignore[arg-type]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not type(self).allowed(request.user, self.membership):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
