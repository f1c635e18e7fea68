"""A member changes its pledges: what is published and drafted, one draft, and publishing."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.revisions import Saved
from core.views import FormView
from organisations import permissions
from organisations.choices import CURRENT_STATES
from organisations.services.membership import WrongState
from organisations.services.patient_data import PatientDataFound
from organisations.views.base import MemberMixin
from pledges.forms import CommitmentForm, PublishChangesForm
from pledges.models import Commitment
from pledges.presenters import Difference, look_again, own_pledges
from pledges.services import changing
from pledges.views.sign_up import CommitmentView

REFUSED = (
    WrongState,
    PatientDataFound,
    changing.ChangedSinceRead,
    changing.NothingToPublish,
    changing.Unfinished,
)
QUICKER = "There is nothing to publish: no pledge has been changed, or a colleague was quicker."


class MemberPledgesView(MemberMixin, TemplateView):
    """The five: what is published, and what is being written."""

    template_name = "pledges/member_pledges.html"
    allowed = permissions.can_view

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.membership.is_public:
            return redirect("sign_up_tasks", self.membership.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pledges = own_pledges(self.membership, timezone.localdate())
        person, today = self.request.user, timezone.localdate()
        is_member = self.membership.state in CURRENT_STATES
        is_member = is_member and not self.membership.organisation.is_closed(today)
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            pledges=pledges,
            changes=sum(pledge.change is not None for pledge in pledges),
            is_member=is_member,
            can_write=is_member and permissions.can_edit(person, self.membership),  # type: ignore[arg-type]
            can_publish=permissions.can_lead(person, self.membership),  # type: ignore[arg-type]
            back_url=reverse("dashboard"),
            **kwargs,
        )


class EditPledgeView(CommitmentView):
    """The next version of one pledge, beside what is published."""

    template_name = "pledges/edit.html"
    writable_in = CURRENT_STATES
    write = changing.draft_change

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        published = self.membership.commitments.published()
        self.published = published.filter(pledge=self.wording.pledge).first()

    def saved(self) -> Saved:
        if self.draft is None and self.published:
            return self.published.saved
        return super().saved()

    def form_valid(self, form: CommitmentForm) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == HTTPStatus.FOUND:
            messages.success(self.request, "Your draft is saved. Only your team can see it.")
        return response

    def get_success_url(self) -> str:
        return reverse("member_pledges", args=[self.membership.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(published=self.published, **kwargs)
        return context | {"back_url": reverse("member_pledges", args=[self.membership.pk])}


class DiscardView(MemberMixin, TemplateView):
    """Throw a draft away; what it says is shown once more before."""

    template_name = "pledges/discard.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        drafts = self.membership.commitments.drafts().in_pledge_order()
        draft = drafts.filter(pledge__number=self.kwargs["number"]).first()
        if draft is None or self.membership.state not in CURRENT_STATES:
            return redirect("member_pledges", self.membership.pk)
        back_url = reverse("member_pledges", args=[self.membership.pk])
        context = {"draft": draft, "organisation": self.membership.organisation}
        return self.render_to_response(context | {"back_url": back_url})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            changing.discard_draft(
                membership=self.membership,
                number=self.kwargs["number"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            messages.success(request, "The draft is gone. What is published stays as it is.")
        except WrongState as error:
            messages.warning(request, str(error))
        return redirect("member_pledges", self.membership.pk)


class ReviewView(MemberMixin, FormView):
    """What the drafts would change, word by word, for the team; a lead publishes from here."""

    template_name = "pledges/review.html"
    form_class = PublishChangesForm
    is_for_good = True
    allowed = permissions.can_view
    changes: list[Difference]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.load_changes():
            return redirect("member_pledges", self.membership.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.can_publish():
            raise PermissionDenied
        if not self.load_changes():
            messages.warning(request, QUICKER)
            return redirect("member_pledges", self.membership.pk)
        return super().post(request, *args, **kwargs)

    def load_changes(self) -> bool:
        pledges = own_pledges(self.membership, timezone.localdate())
        found = (pledge.change for pledge in pledges)
        self.changes = [change for change in found if change]
        return bool(self.changes) and self.membership.state in CURRENT_STATES

    def drafts(self) -> list[Commitment]:
        return [change.newer for change in self.changes]

    def can_publish(self) -> bool:
        return permissions.can_lead(self.request.user, self.membership)  # type: ignore[arg-type]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "changes": self.drafts(), "at": timezone.now()}

    def form_valid(self, form: PublishChangesForm) -> HttpResponse:
        representative = get_object_or_404(
            self.membership.representatives,
            user=self.request.user,
        )
        try:
            published = changing.publish_changes(
                membership=self.membership,
                read=form.cleaned_data["pledges"],
                reason=form.cleaned_data["reason"],
                by=representative.user,
                role=representative.job_title,
                at=timezone.now(),
            )
        except REFUSED as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        what = "A new version is" if len(published) == 1 else f"{len(published)} new versions are"
        messages.success(self.request, f"{what} public.")
        return redirect("member_pledges", self.membership.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            changes=self.changes,
            look_again=look_again(self.membership, self.drafts(), "pledge_edit"),
            can_publish=self.can_publish(),
            back_url=reverse("member_pledges", args=[self.membership.pk]),
            **kwargs,
        )
