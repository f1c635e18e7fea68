"""Asking the campaign team to read a draft, and their side of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.views import FormView
from improvement_plans import permissions, services
from improvement_plans.forms.publishing import AskAdviceForm
from improvement_plans.models import PlanVersion
from improvement_plans.views.base import DraftMixin, PlanMixin
from organisations.links import absolute
from organisations.services.membership import WrongState
from organisations.views.advice import AnswerView

ASKED = "Please read the draft of version {number} of our safety improvement plan: {link}"


class AskAdviceView(DraftMixin, FormView):
    """A lead asks the campaign team to read the draft, or sees that they were asked."""

    template_name = "improvement_plans/ask_advice.html"
    form_class = AskAdviceForm
    allowed = permissions.can_publish_plan

    def form_valid(self, form: AskAdviceForm) -> HttpResponse:
        number = self.draft.number if self.draft else 0
        asked = ASKED.format(number=number, link=absolute("plan_preview", self.plan.pk))
        try:
            services.ask_for_advice(
                plan=self.plan,
                text="\n\n".join(filter(None, [form.cleaned_data["text"], asked])),
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except (WrongState, services.NothingToPublish) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, "Sent. The campaign team can read your draft now.")
        return redirect("plan_tasks", self.plan.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("plan_tasks", args=[self.plan.pk])
        return super().get_context_data(back_url=back, **kwargs)


class EndAdviceView(PlanMixin):
    """Makes the draft the member's own again, by POST."""

    allowed = permissions.can_publish_plan
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.end_advice(plan=self.plan, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        except WrongState as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, "Only people who act for you can read the draft now.")
        return redirect("plan_tasks", self.plan.pk)


class AnswerOnDraftView(AnswerView):
    """The campaign team's side of a conversation, with the draft it was asked to read."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = PlanVersion.objects.advice_asked().filter(plan__membership=self.membership)
        return super().get_context_data(draft_to_read=asked.first(), **kwargs)
