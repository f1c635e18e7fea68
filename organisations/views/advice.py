"""The conversation between a member and the campaign team, from both sides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from core.views import FormView
from organisations import permissions
from organisations.forms import MessageForm
from organisations.models import Membership
from organisations.services import advice
from organisations.views.base import MemberMixin


class AdviceView(MemberMixin, FormView):
    """A member's side: representatives read, and those who may edit write."""

    template_name = "organisations/advice.html"
    form_class = MessageForm
    allowed = permissions.can_view

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.can_edit(request.user, self.membership):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: MessageForm) -> HttpResponse:
        advice.write_to_campaign(
            membership=self.membership,
            text=form.cleaned_data["text"],
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(self.request, "Sent. We will write to you when we have answered.")
        return redirect("advice", self.membership.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            conversation=self.membership.messages.in_conversation(),
            can_write=permissions.can_edit(self.request.user, self.membership),  # type: ignore[arg-type]
            asked=advice.open_request(self.membership),
            back_url=reverse("dashboard")
            if self.membership.is_public
            else reverse("sign_up_tasks", args=[self.membership.pk]),
            **kwargs,
        )


class ConversationMixin(CampaignTeamMixin):
    """A conversation that a member or the campaign team has begun."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        begun = Membership.objects.exclude(messages=None).select_related("organisation")
        self.membership = get_object_or_404(begun, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)


class AnswerView(ConversationMixin, FormView):
    """The campaign team's side: all of it reads, those who work the queue write."""

    template_name = "organisations/advice_answer.html"
    form_class = MessageForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_work_queue(request.user):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: MessageForm) -> HttpResponse:
        advice.answer_member(
            membership=self.membership,
            text=form.cleaned_data["text"],
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(self.request, f"Sent to {self.membership.organisation}.")
        return redirect("advice_answer", self.membership.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            conversation=self.membership.messages.in_conversation(),
            unanswered=self.membership.messages.unanswered_questions().exists(),
            can_write=can_work_queue(self.request.user),
            section="campaign",
            back_url=reverse("desk"),
            **kwargs,
        )


class MarkReadView(ConversationMixin):
    """Take a message that needs no answer off the desk, by POST."""

    allowed = can_work_queue
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        advice.mark_read(membership=self.membership, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(request, f"Nothing from {self.membership.organisation} waits now.")
        return redirect("desk")
