"""The campaign team's check by hand."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from core.views import FormView
from organisations.choices import MembershipState
from organisations.forms import ApproveForm, DeclineForm, MoreAskedForm
from organisations.models import Membership
from organisations.presenters.checks import Check, Evidence
from organisations.services.advice import ask_for_more
from organisations.services.membership import OrganisationClosed, WrongState
from organisations.services.patient_data import PatientDataFound
from pledges.services import approve_sign_up, decline_sign_up


class DecisionView(CampaignTeamMixin, FormView):
    """All that says who signed up, and a form for each thing an officer can do about it.

    Each form goes to its own address; one with an error comes back on this page, beside the others.
    """

    template_name = "pledges/verify.html"
    allowed = can_work_queue
    service: ClassVar[Callable[..., object]]
    done: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sent = Membership.objects.with_evidence()
        # A POST that comes after a colleague's is told so; a GET shows only what still waits.
        posted = request.method == "POST"
        waiting = sent.sent_to_campaign() if posted else sent.awaiting_verification()
        self.membership = get_object_or_404(waiting, pk=kwargs["pk"])
        self.evidence = Evidence.of(self.membership)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        arguments = {"by": self.request.user, "at": timezone.now(), **form.cleaned_data}
        try:
            type(self).service(membership=self.membership, **arguments)
            messages.success(self.request, self.done.format(self.membership.organisation))
        except WrongState:
            return self.too_late()
        except OrganisationClosed as error:
            form.add_error(None, f"{error} Decline it, with that as the reason.")
            return self.form_invalid(form)
        except PatientDataFound as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        return redirect("desk")

    def form_invalid(self, form: Form) -> HttpResponse:
        if self.membership.state != MembershipState.AWAITING_VERIFICATION:
            # What the first of two clicks did can be why the second is refused.
            return self.too_late()
        return super().form_invalid(form)

    def too_late(self) -> HttpResponse:
        """A colleague, or the first of two clicks, was quicker."""
        self.membership.refresh_from_db(fields=["state"])
        stands = self.membership.get_state_display().lower()
        messages.warning(
            self.request,
            f"This was decided already. {self.membership.organisation} is at another step: "
            f"{stands}.",
        )
        return redirect("desk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            check=Check.of(self.membership, timezone.localdate()),
            evidence=self.evidence,
            representatives=self.membership.representatives.select_related("user").order_by("pk"),
            commitments=self.membership.commitments.drafts().in_pledge_order(),
            conversation=self.membership.messages.in_conversation(),
            section="campaign",
            back_url=reverse("desk"),
            **kwargs,
        )
        unsent = [MoreAskedForm(), ApproveForm(domains=self.evidence.domains), DeclineForm()]
        forms = {type(form).__name__: form for form in [*unsent, context["form"]]}
        return {**context, "forms": forms}


class VerifyView(DecisionView):
    """Who signed up; and declining with a reason."""

    form_class = DeclineForm
    service = decline_sign_up
    done = "Declined. The applicant has been told why."


class AskForMoreView(DecisionView):
    """Ask the applicant for more."""

    form_class = MoreAskedForm
    service = ask_for_more
    done = "Sent. {} is waiting for the applicant now."


class ApproveView(DecisionView):
    """Approve, and record whose mail domain it is."""

    form_class = ApproveForm
    service = approve_sign_up
    done = "{} is a member now."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "domains": self.evidence.domains}
