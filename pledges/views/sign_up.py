"""The sign-up's task list, its five pledges, and sending it to the sponsor."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import ListView, TemplateView

from core.autosave import AutosaveFormView
from core.public_pages import public_page
from core.revisions import Saved
from organisations import permissions
from organisations.choices import MembershipState
from organisations.presenters.checks import Check
from organisations.services.membership import (
    OrganisationClosed,
    SponsorIsLead,
    WrongState,
)
from organisations.services.patient_data import PatientDataFound
from organisations.services.sponsorship import AskedJustNow, ask_sponsor_again, take_back
from organisations.views.base import MemberMixin
from pledges.examples import examples_for
from pledges.forms import CommitmentForm
from pledges.models import Commitment, PledgeWording, PledgeWordingQuerySet
from pledges.presenters import look_again, sign_up_tasks
from pledges.services import SignUpIncomplete, draft_commitment, missing_parts, send_to_sponsor
from pledges.views.sent import WritableMixin

# Why nothing goes to a sponsor, in words for the task list.
NOT_SENT = (AskedJustNow, OrganisationClosed, PatientDataFound, SponsorIsLead)


@method_decorator(public_page, name="dispatch")
class FivePledgesView(ListView):
    """The five pledges as they read today."""

    template_name = "pledges/five_pledges.html"
    extra_context = {"section": "five_pledges"}

    def get_queryset(self) -> PledgeWordingQuerySet:
        return PledgeWording.objects.in_force(timezone.localdate())


class TaskListView(MemberMixin, TemplateView):
    """What is done and what is still to do; the page to come back to."""

    template_name = "pledges/tasks.html"
    allowed = permissions.can_view

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            can_lead=permissions.can_lead(self.request.user, self.membership),  # type: ignore[arg-type]
            last_request=self.membership.sponsor_requests.order_by("asked_at").last(),
            now=timezone.now(),
            check=self.check(),
            tasks=sign_up_tasks(self.membership, timezone.localdate()),
            missing=missing_parts(self.membership),
            **kwargs,
        )

    def check(self) -> Check | None:
        """The campaign team's check, while the sign-up waits for it."""
        if self.membership.state != MembershipState.AWAITING_VERIFICATION:
            return None
        return Check.of(self.membership, timezone.localdate())


class CommitmentView(WritableMixin, AutosaveFormView):
    """One pledge: the standard wording, and what this member will do."""

    template_name = "pledges/commitment.html"
    form_class = CommitmentForm
    refusals = (WrongState,)
    write: ClassVar[Callable[..., Commitment]] = draft_commitment
    wording: PledgeWording
    draft: Commitment | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.wording = get_object_or_404(
            PledgeWording.objects.in_force(timezone.localdate()), pledge__number=kwargs["number"]
        )
        drafts = self.membership.commitments.drafts().select_related("saved_by")
        self.draft = drafts.filter(pledge=self.wording.pledge).first()

    def saved(self) -> Saved:
        return self.draft.saved if self.draft else Saved(0, {"text": "", "kind": ""})

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        if "text" not in fields:
            return None
        self.draft = type(self).write(
            membership=self.membership,
            number=self.kwargs["number"],
            text=fields["text"],
            kind=fields.get("kind", ""),
            by=self.request.user,
            at=timezone.now(),
            today=timezone.localdate(),
            revision=revision,
            autosaved=autosaved,
        )
        return self.draft.saved

    def form_valid(self, form: CommitmentForm) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == HTTPStatus.FOUND and self.draft:
            say_if_it_repeats(self.request, self.draft)
        return response

    def get_success_url(self) -> str:
        return reverse("sign_up_tasks", args=[self.membership.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.membership.organisation
        return super().get_context_data(
            wording=self.wording,
            draft=self.draft,
            membership=self.membership,
            organisation=organisation,
            examples=examples_for(organisation.type, self.wording.pledge.number),
            back_url=reverse("sign_up_tasks", args=[self.membership.pk]),
            **kwargs,
        )


def say_if_it_repeats(request: HttpRequest, commitment: Commitment) -> None:
    """A gentle word to the author; the text is saved as it is."""
    if commitment.repeats_the_wording:
        messages.info(
            request,
            f"Pledge {commitment.pledge.number} is saved. It says much the same as the standard "
            "wording: readers would like to know what your organisation will do. You can leave it "
            "as it is.",
        )


class SponsorStepView(MemberMixin):
    """What a lead can do while the sponsor has not answered, by POST."""

    allowed = permissions.can_lead
    http_method_names = ["post"]
    service: ClassVar[Callable[..., object]]
    done: ClassVar[str]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            type(self).service(membership=self.membership, by=request.user, at=timezone.now())
            messages.success(request, self.done)
        except (WrongState, *NOT_SENT) as error:
            messages.warning(request, str(error))
        return redirect("sign_up_tasks", self.membership.pk)


class AskAgainView(SponsorStepView):
    """A new link for the sponsor."""

    service = ask_sponsor_again
    done = "A new link is on its way to your sponsor."


class TakeBackView(SponsorStepView):
    """Back to the task list, to change something or name another sponsor."""

    service = take_back
    done = "You can change your sign-up now. The link we sent no longer works."


class CheckView(MemberMixin, TemplateView):
    """Everything that was written, on one page; then off to the sponsor."""

    template_name = "pledges/check.html"
    allowed = permissions.can_lead

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.membership.is_public:
            return redirect("member_pledges", self.membership.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitments = list(self.membership.commitments.drafts().in_pledge_order())
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            commitments=commitments,
            look_again=look_again(self.membership, commitments),
            repeating=[c.wording.pledge.number for c in commitments if c.repeats_the_wording],
            missing=missing_parts(self.membership),
            back_url=reverse("sign_up_tasks", args=[self.membership.pk]),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            send_to_sponsor(
                membership=self.membership,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except (SignUpIncomplete, WrongState, *NOT_SENT) as error:
            messages.warning(request, str(error))
        return redirect("sign_up_tasks", self.membership.pk)
