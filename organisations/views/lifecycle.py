"""Where a membership stands, and a lead's choice to pause it, leave, or come back."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.views import FormView
from organisations import permissions
from organisations.choices import CURRENT_STATES, MembershipState
from organisations.forms import ReasonForm, ReturnForm
from organisations.services import lifecycle
from organisations.services.membership import OrganisationClosed, WrongState
from organisations.services.patient_data import PatientDataFound
from organisations.views.base import MemberMixin


class MembershipView(MemberMixin, TemplateView):
    """Where the membership stands, since when and why, and what a lead can do about it."""

    template_name = "organisations/membership.html"
    allowed = permissions.can_view

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.membership.organisation
        return super().get_context_data(
            membership=self.membership,
            organisation=organisation,
            can_lead=permissions.can_lead(self.request.user, self.membership),  # type: ignore[arg-type]
            is_closed=organisation.is_closed(timezone.localdate()),
            back_url=reverse("dashboard"),
            **kwargs,
        )


class ChangeView(MemberMixin, FormView):
    """One choice about the membership: what it means for readers, and the lead's own words."""

    allowed = permissions.can_lead
    is_for_good = True
    service: ClassVar[Callable[..., object]]
    possible: ClassVar[frozenset[MembershipState]]
    done: ClassVar[str]

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            self.change(form.cleaned_data["reason"])
        except (WrongState, PatientDataFound) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except OrganisationClosed:
            form.add_error(None, "Your organisation has closed, so it cannot rejoin.")
            return self.form_invalid(form)
        messages.success(self.request, self.done.format(self.membership.organisation))
        return redirect("membership", self.membership.pk)

    def change(self, reason: str, **arguments: Any) -> None:
        by, at = self.request.user, timezone.now()
        type(self).service(membership=self.membership, reason=reason, by=by, at=at, **arguments)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            possible=self.membership.state in self.possible,
            back_url=reverse("membership", args=[self.membership.pk]),
            **kwargs,
        )


class PauseView(ChangeView):
    """Take a break."""

    template_name = "organisations/pause.html"
    form_class = ReasonForm
    service = lifecycle.pause
    possible = frozenset({MembershipState.ACTIVE})
    done = "The membership of {} is paused."


class ResumeView(ChangeView):
    """Come back from a break."""

    template_name = "organisations/resume.html"
    form_class = ReturnForm
    service = lifecycle.resume
    possible = frozenset({MembershipState.PAUSED})
    done = "{} is an active member again."


class WithdrawView(ChangeView):
    """Leave the campaign."""

    template_name = "organisations/withdraw.html"
    form_class = ReasonForm
    service = lifecycle.withdraw
    possible = CURRENT_STATES
    done = "{} has left the campaign. Thank you for everything you shared."


class RejoinView(ChangeView):
    """Return after leaving."""

    template_name = "organisations/rejoin.html"
    form_class = ReturnForm
    service = lifecycle.rejoin
    possible = frozenset({MembershipState.WITHDRAWN})
    done = "Welcome back. {} is a member again."

    def change(self, reason: str, **arguments: Any) -> None:
        super().change(reason, today=timezone.localdate(), **arguments)
