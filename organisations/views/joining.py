"""Asking to join a team, and answering."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from core.views import FormView
from organisations import permissions
from organisations.choices import JOINABLE_STATES, Role
from organisations.forms_team import DECLINE, JoinAnswerForm
from organisations.models import JoinRequest, Membership
from organisations.services import joining
from organisations.services.membership import WrongState
from organisations.views.invitation import ask_to_join
from organisations.views.sign_up import PersonView, own_stash
from organisations.views.team import TeamPageMixin

STASH = "join"


@method_decorator(login_not_required, name="dispatch")
class JoinView(PersonView):
    """Who wants to join, proven by a code."""

    template_name = "organisations/join.html"
    stash, next_page = STASH, "join_begin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        get_object_or_404(joinable(), organisation__slug=kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)


class JoinBeginView(TemplateView):
    """The address is proven: show what was said and ask with one press."""

    template_name = "organisations/join_begin.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.said = own_stash(request, STASH)
        asked = joinable().filter(organisation__slug=self.said.get("organisation"))
        self.membership = asked.select_related("organisation").first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.membership is None:
            return redirect("sign_up_find")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.membership.organisation
        return super().get_context_data(organisation=organisation, said=self.said, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = ask_to_join(
            request,
            self.membership,
            by=request.user,
            full_name=self.said["full_name"],
            job_title=self.said["job_title"],
            at=timezone.now(),
        )
        del request.session[STASH]
        return answer


def joinable() -> Any:
    return Membership.objects.filter(state__in=JOINABLE_STATES)


class AnswerMixin(FormView):
    """Accept with a role, or decline; a word to the person with either."""

    template_name = "organisations/join_answer.html"
    form_class = JoinAnswerForm
    join_request: JoinRequest

    def form_valid(self, form: JoinAnswerForm) -> HttpResponse:
        reply, role = form.cleaned_data["reply"], form.cleaned_data["role"]
        said: dict[str, Any] = {
            "join_request": self.join_request,
            "reply": reply,
            "by": self.request.user,
            "at": timezone.now(),
        }
        try:
            if role == DECLINE:
                joining.decline_request(**said)
            else:
                joining.accept_request(role=Role(role), **said)
            messages.success(self.request, f"We have told {self.join_request.user}.")
        except (joining.AlreadyAnswered, WrongState) as error:
            messages.warning(self.request, str(error))
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("organisation", self.join_request.membership.organisation)
        return super().get_context_data(join_request=self.join_request, **kwargs)


class TeamRequestView(TeamPageMixin, AnswerMixin):
    """A lead answers."""

    allowed = permissions.can_lead

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = JoinRequest.objects.filter(membership=self.membership).for_answer()
        self.join_request = get_object_or_404(asked, pk=kwargs["join_request"])

    def get_success_url(self) -> str:
        return reverse("team", args=[self.membership.pk])


class CampaignRequestView(CampaignTeamMixin, AnswerMixin):
    """The campaign team answers where no lead does."""

    allowed = can_work_queue
    extra_context = {"section": "campaign", "joinable_states": JOINABLE_STATES}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.join_request = get_object_or_404(
            JoinRequest.objects.for_answer(), pk=kwargs["join_request"]
        )
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("desk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.get_success_url(), **kwargs)
