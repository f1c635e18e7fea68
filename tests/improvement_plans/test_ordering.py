"""Rows in an order that a person chose."""

from improvement_plans.models import LearningGoal, Plan
from improvement_plans.services.ordering import put_in_order


def test_rows_stand_as_they_were_put_and_are_numbered_from_one(plan: Plan) -> None:
    draft = plan.versions.get()
    one, two, three = (
        LearningGoal.objects.create(version=draft, position=number, question=f"Question {number}")
        for number in (1, 2, 5)
    )
    put_in_order(rows=[three, one, two])
    rows = draft.learning_goals.order_by("position").values_list("position", "question")
    assert list(rows) == [(1, "Question 5"), (2, "Question 1"), (3, "Question 2")]
