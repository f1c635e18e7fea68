"""The priorities of a draft: adding one, its own page, their order, and taking one out."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.views import FormView
from improvement_plans import permissions, services
from improvement_plans.forms.priorities import MoveForm, TopicForm
from improvement_plans.models import Priority
from improvement_plans.presenters.desk import PriorityDesk
from improvement_plans.views.base import REFUSALS, DraftMixin, save_and_return


class PriorityAddView(DraftMixin, FormView):
    """What to work on; all else is written on the pages of the new priority."""

    template_name = "improvement_plans/priority_add.html"
    form_class = TopicForm

    def form_valid(self, form: Form) -> HttpResponse:
        return save_and_return(
            self, form, services.add_priority, then=self.opens, **form.cleaned_data
        )

    def opens(self, priority: Priority) -> HttpResponse:
        return redirect("plan_priority", self.plan.pk, priority.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("plan_tasks", args=[self.plan.pk])
        return super().get_context_data(back_url=back_url, **kwargs)


class PriorityMixin(DraftMixin):
    """Loads a priority of the plan. What was published before leads to the task list."""

    priority: Priority

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        mine = Priority.objects.for_writers().filter(version__plan=self.plan)
        priority = mine.filter(pk=kwargs["priority"]).first() or self.without_it(kwargs["priority"])
        if priority is None:
            raise Http404
        self.priority = priority

    def without_it(self, pk: int) -> Priority | None:
        """What to go on with where the plan has no such priority."""
        return None

    @property
    def is_in_draft(self) -> bool:
        return self.draft is not None and self.priority.version_id == self.draft.pk

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_in_draft:
            return redirect("plan_tasks", self.plan.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "priority": self.priority})


class WritingMixin(PriorityMixin):
    """A colleague may delete the priority meanwhile: what was typed stays on its page, and deleting
    what is deleted already is done."""

    def without_it(self, pk: int) -> Priority | None:
        gone = self.request.method == "POST" and not Priority.objects.filter(pk=pk).exists()
        return Priority(pk=pk, version=self.draft) if gone else None


class PriorityView(PriorityMixin, TemplateView):
    """A priority’s parts, each with its state; the page to come back to."""

    template_name = "improvement_plans/priority.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        desk = PriorityDesk.of(
            self.plan,
            self.draft,  # type: ignore[arg-type]
            self.priority,
            self.request.user,  # type: ignore[arg-type]
        )
        back_url = reverse("plan_tasks", args=[self.plan.pk])
        return super().get_context_data(desk=desk, back_url=back_url, **kwargs)


class PriorityDeleteView(WritingMixin, TemplateView):
    """What goes with a priority, before it goes."""

    template_name = "improvement_plans/priority_delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            milestones=list(self.priority.milestones.order_by("due_date", "pk")),
            back_url=reverse("plan_priority", args=[self.plan.pk, self.priority.pk]),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.remove_priority(
                plan=self.plan,
                priority_pk=self.priority.pk,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except REFUSALS as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, f"“{self.priority.title}” is deleted from the draft.")
        return redirect("plan_tasks", self.plan.pk)


class OrderView(DraftMixin, TemplateView):
    """The order of the priorities. A button moves one by a place, and keeps the focus."""

    template_name = "improvement_plans/priority_order.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priorities = list(self.draft.priorities.order_by("position")) if self.draft else []
        back_url = reverse("plan_tasks", args=[self.plan.pk])
        return super().get_context_data(priorities=priorities, back_url=back_url, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, here = MoveForm(request.POST), reverse("plan_priority_order", args=[self.plan.pk])
        if not form.is_valid():
            return redirect(here)
        try:
            moved = services.move_priority(
                plan=self.plan,
                priority_pk=form.cleaned_data["priority"],
                to=form.place,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except REFUSALS as error:
            messages.warning(request, str(error))
            return redirect(here)
        return redirect(f"{here}#{self.button(moved, form.pressed)}-{moved.pk}")

    def button(self, moved: Priority, pressed: str) -> str:
        """Where the browser puts the focus: the button that was pressed, if it is still there."""
        if moved.position == 1:
            return "down"
        is_last = moved.position == self.draft.priorities.count()  # type: ignore[union-attr]
        return "up" if is_last else pressed
