"""A member's team: who is on it, and what leads change about that."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.models import User
from core.views import FormView
from organisations import permissions
from organisations.choices import TEAM_STATES, Role
from organisations.forms_team import InviteForm, RoleForm
from organisations.models import Invitation, Representative
from organisations.services import invitations, team
from organisations.services.membership import WrongState
from organisations.views.address import AsksAboutAddressMixin
from organisations.views.base import MemberMixin

REFUSALS = (
    team.LastLead,
    team.NotOnTheTeam,
    invitations.AlreadyOnTheTeam,
    invitations.TooManyInvitations,
    invitations.InvitationNoLongerWorks,
    WrongState,
)
ONLY_LEAD = "You are the only lead. To leave or to change your role, hand the lead over first."


class TeamPageMixin(MemberMixin):
    """A page one step from the team's."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]
            membership=self.membership,
            organisation=self.membership.organisation,
            back_url=reverse("team", args=[self.membership.pk]),
            **kwargs,
        )


class TeamView(MemberMixin, TemplateView):
    """Who acts for the member. Leads see addresses, and what waits for them."""

    template_name = "organisations/team.html"
    allowed = permissions.can_view

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_lead = permissions.can_lead(self.request.user, self.membership)  # type: ignore[arg-type]
        people = list(self.membership.representatives.for_team_page())
        leads = [person for person in people if person.role == Role.LEAD and person.user.is_active]
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            people=people,
            is_only_lead=can_lead and len(leads) == 1,
            has_a_lead=bool(leads),
            is_alone=sum(person.user.is_active for person in people) == 1,
            handovers=self.membership.handovers.for_team_page(),
            invitations=self.membership.invitations.for_team_page() if can_lead else [],
            join_requests=self.membership.join_requests.for_team_page() if can_lead else [],
            can_lead=can_lead,
            can_change=self.membership.state in TEAM_STATES,
            now=timezone.now(),
            back_url=reverse("dashboard"),
            **kwargs,
        )


class InviteView(TeamPageMixin, AsksAboutAddressMixin, FormView):
    """Invite a colleague by address."""

    template_name = "organisations/team_invite.html"
    form_class = InviteForm
    allowed = permissions.can_lead

    def form_valid(self, form: InviteForm) -> HttpResponse:
        if question := self.question(form):
            return question
        began = timezone.now()
        return decide(
            self,
            invitations.invite,
            lambda invitation: said_of(invitation, began),
            form,
            membership=self.membership,
            **form.cleaned_data,
        )


def said_of(invitation: Invitation, began: datetime) -> tuple[int, str]:
    """The same invitation a moment later sends no second mail, and must not say it did."""
    if invitation.invited_at >= began:
        return messages.SUCCESS, f"We have written to {invitation.email}."
    return messages.INFO, (
        f"We wrote to {invitation.email} less than a minute ago, and have not written again. "
        "If the mail does not come, press “Send a new link” below."
    )


class InvitationMixin(MemberMixin):
    """One invitation of this member, and what a POST does with it."""

    allowed = permissions.can_lead
    http_method_names = ["post"]
    service: ClassVar[Callable[..., Any]]
    done: ClassVar[str]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(
            Invitation.objects.select_related("membership__organisation"),
            membership=self.membership,
            pk=kwargs["invitation"],
        )
        return decide(self, type(self).service, self.done.format(found.email), invitation=found)


class ResendView(InvitationMixin):
    """Send a new link by POST."""

    service = invitations.resend
    done = "We have written to {} again."


class CancelInvitationView(InvitationMixin):
    """Take an invitation back by POST."""

    service = invitations.cancel
    done = "The invitation to {} no longer works."


class PersonOnTeamMixin(TeamPageMixin):
    """One person on this team."""

    allowed = permissions.can_lead
    representative: Representative

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.representative = get_object_or_404(
            self.membership.representatives.for_team_page().select_related(
                "membership__organisation"
            ),
            pk=kwargs["representative"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs | {"representative": self.representative})


class OnlyLeadMixin(TeamPageMixin):
    """A page that the only lead has no use for: they can only hand over, and are led there."""

    def about(self) -> User:
        """Whose place on the team the page is about."""
        return self.request.user  # type: ignore[return-value]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if permissions.is_only_lead(self.about(), self.membership):
            messages.info(request, ONLY_LEAD)
            return redirect("team_hand_over", self.membership.pk)
        answer: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class RoleView(PersonOnTeamMixin, OnlyLeadMixin, FormView):
    """Another role for a person."""

    template_name = "organisations/team_role.html"
    form_class = RoleForm

    def about(self) -> User:
        return self.representative.user

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.representative.role}

    def form_valid(self, form: RoleForm) -> HttpResponse:
        return decide(
            self,
            team.change_role,
            f"The role of {self.representative.user} is saved.",
            form,
            representative=self.representative,
            role=Role(form.cleaned_data["role"]),
        )


class RemoveView(PersonOnTeamMixin, TemplateView):
    """Says what removing means on GET; only a POST removes."""

    template_name = "organisations/team_remove.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        done = f"{self.representative.user} is no longer on the team. We have told them."
        return decide(self, team.remove, done, representative=self.representative)


class LeaveView(OnlyLeadMixin, TemplateView):
    """Says what leaving means on GET; only a POST leaves."""

    template_name = "organisations/team_leave.html"
    allowed = permissions.can_view

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        done = f"You have left the team of {self.membership.organisation}. Thank you."
        return decide(self, team.leave, done, membership=self.membership)


def decide(
    view: MemberMixin,
    service: Any,
    done: str | Callable[[Any], tuple[int, str]],
    form: BaseForm | None = None,
    **arguments: Any,
) -> HttpResponse:
    """Call a service and go back to the team with what happened.

    A refusal shows on the form, with what was typed still there, or above the team.
    """
    try:
        made = service(by=view.request.user, at=timezone.now(), **arguments)
        said = (messages.SUCCESS, done) if isinstance(done, str) else done(made)
        messages.add_message(view.request, *said)
    except REFUSALS as error:
        if form is not None:
            form.add_error(None, str(error))
            return view.form_invalid(form)  # type: ignore[attr-defined]
        messages.warning(view.request, str(error))
    return back_to_team(view)


def back_to_team(view: MemberMixin) -> HttpResponse:
    """The team's page, or the person's own if they have just left it."""
    if not permissions.can_view(view.request.user, view.membership):  # type: ignore[arg-type]
        return redirect("dashboard")
    return redirect("team", view.membership.pk)
