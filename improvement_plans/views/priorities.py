"""Writing a priority."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.views import FormView
from improvement_plans import services
from improvement_plans.aims import plain_number
from improvement_plans.forms.priorities import PriorityForm
from improvement_plans.models import Priority
from improvement_plans.views.base import DraftMixin, save_and_return
from pledges.models import PledgeWording


class WritingView(DraftMixin, FormView):
    """A page to write in, reached from the task list."""

    shows_what_was_saved = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("plan_tasks", args=[self.plan.pk])
        return super().get_context_data(back_url=back_url, writes=True, **kwargs)


class PriorityAddView(WritingView):
    """A new priority of the draft, and its aim."""

    template_name = "improvement_plans/priority.html"
    form_class = PriorityForm
    shows_what_was_saved = False

    def get_form_kwargs(self) -> dict[str, Any]:
        wordings = PledgeWording.objects.in_force(timezone.localdate())
        return {**super().get_form_kwargs(), "wordings": list(wordings)}

    def form_valid(self, form: Form) -> HttpResponse:
        return save_and_return(
            self,
            form,
            services.save_priority,
            priority_pk=self.kwargs.get("priority"),
            **form.cleaned_data,
        )


class PriorityEditView(PriorityAddView):
    """A priority that the draft has already."""

    shows_what_was_saved = True
    priority: Priority

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.priority = get_object_or_404(Priority, version__plan=self.plan, pk=kwargs["priority"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.priority.version_id != getattr(self.draft, "pk", None):
            return redirect("plan_tasks", self.plan.pk)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        fields = {name: getattr(self.priority, name) for name in PriorityForm.base_fields}
        amount = self.priority.aim_amount
        fields["aim_amount"] = None if amount is None else plain_number(amount)
        return {**fields, "pledges": [p.number for p in self.priority.pledges.all()]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(priority=self.priority, **kwargs)
