"""A conversation between two members, as one of them sees it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.views import FormView
from introductions.forms import DeclineForm, ReportForm, WriteForm
from introductions.models import Introduction, IntroductionMessage, SwitchedOff
from introductions.presenters import Conversation
from introductions.services import conversation, safeguards
from introductions.services.common import CannotWrite
from organisations import permissions
from organisations.views.base import MemberMixin


class IntroductionMixin(MemberMixin):
    """Loads the introduction in the address, one of the member in the address."""

    introduction: Introduction

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        ours = Introduction.objects.of(self.membership).with_members()
        self.introduction = get_object_or_404(ours, pk=kwargs["introduction"])

    def who(self) -> dict[str, Any]:
        """Who writes, as what, and when: what the services ask for."""
        user = self.request.user
        representative = self.membership.representatives.get(user=user)  # type: ignore[misc]
        return {
            "by": user,
            "role": representative.job_title,
            "at": timezone.now(),
            "today": timezone.localdate(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address's own `introduction` is a number.
        context = kwargs | {"introduction": self.introduction}
        return super().get_context_data(  # type: ignore[misc]
            membership=self.membership,
            organisation=self.membership.organisation,
            page=Conversation.of(self.introduction, self.membership, self.request.user),  # type: ignore[arg-type]
            **context,
        )

    def back_here(self) -> HttpResponse:
        return redirect("introduction", self.membership.pk, self.introduction.pk)


class ConversationView(IntroductionMixin, FormView):
    """What was written; representatives read, and those who may edit write."""

    template_name = "introductions/conversation.html"
    form_class = WriteForm
    allowed = permissions.can_view

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.can_edit(request.user, self.membership):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: WriteForm) -> HttpResponse:
        try:
            conversation.write(
                introduction=self.introduction,
                side=self.membership,
                text=form.cleaned_data["text"],
                **self.who(),
            )
        except CannotWrite as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        other = self.introduction.other_than(self.membership).organisation
        messages.success(self.request, f"Sent to {other}.")
        return self.back_here()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=reverse("introductions"), **kwargs)


class PartMixin(IntroductionMixin):
    """A page that leads back to the conversation."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("introduction", args=[self.membership.pk, self.introduction.pk])
        return super().get_context_data(back_url=back_url, **kwargs)


class DeclineView(PartMixin, FormView):
    """Say kindly that it cannot be taken up, with or without a word."""

    template_name = "introductions/decline.html"
    form_class = DeclineForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        received = self.membership.introductions_received.all()
        get_object_or_404(received, pk=self.introduction.pk)

    def form_valid(self, form: DeclineForm) -> HttpResponse:
        try:
            conversation.decline(
                introduction=self.introduction, text=form.cleaned_data["text"], **self.who()
            )
        except CannotWrite as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        sender = self.introduction.sender.organisation
        messages.success(self.request, f"We told {sender}. Thank you for letting them know.")
        return self.back_here()


class CloseView(IntroductionMixin):
    """End a conversation, or take back what was not answered yet, by POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            conversation.close(
                introduction=self.introduction,
                side=self.membership,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            messages.success(request, "Closed. What was written stays readable.")
        except CannotWrite as error:
            messages.warning(request, str(error))
        return self.back_here()


class ReportView(PartMixin, FormView):
    """Ask the campaign team to read what the other side wrote."""

    template_name = "introductions/report.html"
    form_class = ReportForm
    message: IntroductionMessage

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        theirs = self.introduction.messages.exclude(membership=self.membership)
        self.message = get_object_or_404(theirs.select_related("author"), pk=kwargs["message"])

    def form_valid(self, form: ReportForm) -> HttpResponse:
        try:
            safeguards.report(
                message=self.message,
                reason=form.cleaned_data["reason"],
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except CannotWrite as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, "Thank you for telling us. A person will read it.")
        return self.back_here()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs | {"message": self.message})


class SwitchView(MemberMixin, TemplateView):
    """A lead switches introductions off, or on again."""

    template_name = "introductions/switch.html"
    allowed = permissions.can_lead

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        service = safeguards.switch_on if request.POST.get("to") == "on" else safeguards.switch_off
        service(membership=self.membership, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        messages.success(request, "Saved.")
        return redirect("introductions_switch", self.membership.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership,
            organisation=self.membership.organisation,
            off=SwitchedOff.objects.filter(membership=self.membership).first(),
            back_url=reverse("introductions"),
            **kwargs,
        )
