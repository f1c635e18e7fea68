"""What every page about one plan's draft does first."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import View

from accounts.models import User
from core.guard import Texts
from improvement_plans import permissions
from improvement_plans.models import Plan, PlanVersion
from improvement_plans.services import NoRoomFor, NothingToPublish, NotInDraft
from organisations.models import Membership
from organisations.services.membership import WrongState
from organisations.views.patient_data import MemberTexts

# Why nothing can be saved any more, in words that are shown to who typed it.
REFUSALS = (WrongState, NothingToPublish, NotInDraft, NoRoomFor)


class PlanMixin(View):
    """Loads the plan in the address: 404 for a stranger, 403 for a colleague without the role."""

    allowed: ClassVar[Callable[[User, Plan], bool]] = permissions.can_edit_plan
    plan: Plan
    draft: PlanVersion | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        plans = self.plans().select_related("membership__organisation")
        plan = plans.filter(pk=kwargs["pk"]).first()
        if plan is None:
            raise Http404
        self.plan, self.draft = plan, plan.versions.drafts().first()

    def plans(self) -> QuerySet[Plan]:
        """Those that this person may know of: of members they act for."""
        mine = Membership.objects.represented_by(self.request.user)  # type: ignore[arg-type]
        return Plan.objects.filter(membership__in=mine)

    def texts(self) -> Texts:
        return MemberTexts(self.plan.membership, self.request.user)  # type: ignore[arg-type]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not type(self).allowed(request.user, self.plan):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"plan": self.plan, "draft": self.draft, **kwargs}
        context["organisation"] = self.plan.membership.organisation
        return super().get_context_data(**context)  # type: ignore[misc]


class DraftMixin(PlanMixin):
    """A page about the draft. Without one, the task list says what can be done instead."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft is None:
            return redirect("plan_tasks", self.plan.pk)
        return super().get(request, *args, **kwargs)  # type: ignore[misc]


def save_and_return(
    view: Any,
    form: Form,
    service: Any,
    then: Callable[[Any], HttpResponse] | None = None,
    **arguments: Any,
) -> HttpResponse:
    """Call a service for the view's plan and go on, or back to the task list.

    When the draft was published meanwhile nothing is changed, and what was typed stays on the page.
    """
    try:
        saved = service(plan=view.plan, by=view.request.user, at=timezone.now(), **arguments)
    except REFUSALS as error:
        form.add_error(None, f"{error} What you typed is still below.")
        return view.form_invalid(form)
    return then(saved) if then else redirect("plan_tasks", view.plan.pk)
