"""What was written of a pledge, where it cannot be written now."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from organisations import permissions
from organisations.choices import MembershipState
from organisations.views.base import MemberMixin


class WritableMixin(MemberMixin):
    """Shows the form only in states in which it can be saved; else what is written, and why."""

    writable_in: ClassVar[Collection[MembershipState]] = {MembershipState.DRAFT}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data()  # type: ignore[attr-defined]
        # What somebody typed before their session ended comes back whatever has happened since.
        if self.membership.state in self.writable_in or context["form"].is_bound:
            return self.render_to_response(context)  # type: ignore[attr-defined]
        if self.membership.is_public:
            return redirect("member_pledges", self.membership.pk)
        context["can_lead"] = permissions.can_lead(request.user, self.membership)  # type: ignore[arg-type]
        return render(request, "pledges/commitment_sent.html", context)
