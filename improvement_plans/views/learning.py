"""What a member wants to learn, and how it will share it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from improvement_plans import permissions, services
from improvement_plans.choices import Part
from improvement_plans.forms.milestones import LearningGoalForm
from improvement_plans.models import LearningGoal
from improvement_plans.views.base import REFUSALS, DraftMixin, PlanMixin
from improvement_plans.views.rows import (
    AddRowView,
    ChangeRowView,
    DeleteRowView,
    OneRowMixin,
)

MOST_DIGITS = 5


class LearningView(DraftMixin, TemplateView):
    """The draft's learning goals, in the order their authors chose."""

    template_name = "improvement_plans/learning.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        return super().get_context_data(
            goals=list(draft.learning_goals.order_by("position")) if draft else [],
            last=draft.parts_saved.last_of(Part.LEARNING) if draft else None,
            can_edit=permissions.can_edit_plan(self.request.user, self.plan),  # type: ignore[arg-type]
            back_url=reverse("plan_tasks", args=[self.plan.pk]),
            **kwargs,
        )


class OneGoalMixin(OneRowMixin):
    list_url = "plan_learning"

    def row(self) -> LearningGoal | None:
        if self.draft is None:
            return None
        return self.draft.learning_goals.filter(pk=self.kwargs["row"]).first()


class GoalAddView(AddRowView):
    """A new goal, after the others."""

    list_url = "plan_learning"
    template_name = "improvement_plans/goal.html"
    form_class = LearningGoalForm
    add = services.add_goal


class GoalView(OneGoalMixin, ChangeRowView):
    """A goal of the draft."""

    template_name = "improvement_plans/goal.html"
    form_class = LearningGoalForm
    change = services.change_goal


class GoalDeleteView(OneGoalMixin, DeleteRowView):
    """Take a goal out of the draft."""

    template_name = "improvement_plans/goal_delete.html"
    delete_it = services.delete_goal


class GoalMoveView(PlanMixin):
    """Put a goal in another place. The button says which, so that two presses are one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        place = request.POST.get("place", "")
        if place.isascii() and place.isdigit() and len(place) < MOST_DIGITS:
            self.move(int(place))
        return redirect("plan_learning", self.plan.pk)

    def move(self, place: int) -> None:
        try:
            services.move_goal(
                plan=self.plan,
                pk=self.kwargs["row"],
                place=place,
                by=self.request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except REFUSALS as error:
            messages.warning(self.request, str(error))
