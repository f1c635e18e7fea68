"""Numbers in a member's texts: who may say that one is no NHS number."""

from collections.abc import Collection
from functools import cached_property

from django.utils import timezone

from accounts.models import User
from core.guard import Texts
from organisations import permissions
from organisations.models import Membership, NotPatientData
from organisations.services.patient_data import explain_number

LEAD = "If it is something else, say what when you save."
COLLEAGUE = "If it is something else, ask a lead of your team to save this text and to say what."


class MemberTexts(Texts):
    """What somebody on a member's team writes for it. Asked only once a number was met."""

    def __init__(self, membership: Membership, person: User) -> None:
        self.membership, self.person = membership, person

    @cached_property
    def may_explain(self) -> bool:  # type: ignore[override]
        return permissions.can_lead(self.person, self.membership)

    @property
    def instead(self) -> str:  # type: ignore[override]
        return LEAD if self.may_explain else COLLEAGUE

    def is_explained(self, number: str) -> bool:
        return NotPatientData.objects.about(number, self.membership).exists()

    def explain(self, numbers: Collection[str], reason: str) -> None:
        for number in sorted(numbers):
            explain_number(
                membership=self.membership,
                number=number,
                reason=reason,
                by=self.person,
                at=timezone.now(),
            )
