"""A member's place in the campaign, the people who act for it, and its executive sponsor."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper

from accounts.models import User
from core.text import validate_plain_text, validate_single_line
from organisations.choices import (
    APPOINTABLE_STATES,
    CURRENT_STATES,
    PUBLIC_STATES,
    REASON_STATES,
    UNCONFIRMED_STATES,
    MembershipState,
    PlanIntention,
    Role,
)
from organisations.models.register import Organisation

ONE_LINE = [validate_plain_text, validate_single_line]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def open(self) -> "MembershipQuerySet":
        """All but sign-ups that ended; an organisation has one of these at most."""
        return self.exclude(state=MembershipState.CLOSED)

    def unconfirmed(self) -> "MembershipQuerySet":
        """Sign-ups that no sponsor has confirmed: what can be ended."""
        return self.filter(state__in=UNCONFIRMED_STATES)

    def public(self) -> "MembershipQuerySet":
        """Memberships with a public page."""
        return self.filter(state__in=PUBLIC_STATES)

    def public_a_to_z(self) -> "MembershipQuerySet":
        """Everyone with a public page, those that left too, by name."""
        return (
            self.public()
            .select_related("organisation")
            .prefetch_related("organisation__other_names")
            .order_by(Upper("organisation__name"), "organisation_id")
        )

    def with_rejoined_at(self) -> "MembershipQuerySet":
        """With `rejoined_at`: when each last came back after it had withdrawn, or nothing."""
        back = {"from_state": MembershipState.WITHDRAWN, "to_state": MembershipState.ACTIVE}
        returns = StateChange.objects.filter(membership=OuterRef("pk"), **back)
        newest = returns.order_by("-at", "-pk").values("at")
        return self.annotate(rejoined_at=models.Subquery(newest[:1]))

    def current(self) -> "MembershipQuerySet":
        """Members today."""
        return self.filter(state__in=CURRENT_STATES)

    def for_directory(
        self, *, q: str = "", kind: str = "", place: str = "", letter: str = ""
    ) -> "MembershipQuerySet":
        """Members today with their organisation, A to Z, narrowed by the directory's filters.

        A place is the code of a region or of an integrated care board. A letter is the first of the
        name; "0" stands for all digits.
        """
        found = self.current().select_related("organisation")
        if q.strip():
            matching = Organisation.objects.matching(q).order_by().values("pk")
            found = found.filter(organisation__in=matching)
        if kind:
            found = found.filter(organisation__type=kind)
        if place:
            near = Q(organisation__region_code=place) | Q(organisation__icb_code=place)
            found = found.filter(near)
        if letter:
            # A range, so that the A to Z index finds it.
            first, after = ("0", "A") if letter == "0" else (letter, chr(ord(letter) + 1))
            found = found.alias(upper_name=Upper("organisation__name"))
            found = found.filter(upper_name__gte=first, upper_name__lt=after)
        return found.order_by(Upper("organisation__name"), "organisation_id")

    def represented_by(self, user: User) -> "MembershipQuerySet":
        """Memberships this person acts for; ended sign-ups too, whose texts stay theirs to read."""
        return (
            self.filter(representatives__user=user)
            .select_related("organisation")
            .order_by("organisation__name", "pk")
        )

    def sent_to_campaign(self) -> "MembershipQuerySet":
        """Sign-ups that a sponsor confirmed: what the campaign team may read of them."""
        return self.filter(sponsor_confirmed_at__isnull=False).exclude(
            state__in=[MembershipState.DRAFT, MembershipState.AWAITING_SPONSOR]
        )

    def closed_without_successor(self, today: date) -> "MembershipQuerySet":
        """Members that closed, with nobody in the register who continues them; oldest first."""
        return (
            self.current()
            .filter(organisation__closed_date__lte=today, organisation__successions_from=None)
            .select_related("organisation")
            .order_by("organisation__closed_date", "pk")
        )

    def awaiting_verification(self) -> "MembershipQuerySet":
        """The campaign team's queue, oldest first."""
        return (
            self.filter(state=MembershipState.AWAITING_VERIFICATION)
            .select_related("organisation")
            .order_by("sponsor_confirmed_at", "pk")
        )

    def with_evidence(self) -> "MembershipQuerySet":
        """With all that says why a sign-up is checked by hand, and whom the check waits for."""
        return self.select_related("organisation", "started_by").prefetch_related(
            "organisation__email_domains", "representatives", "messages"
        )

    def known_with_addresses_on(self, domains: Collection[str]) -> "MembershipQuerySet":
        """Sign-ups that reached the campaign team with a person or sponsor on these domains."""
        on_domain = Q(pk__in=[])
        for domain in domains:
            on_domain |= Q(sponsor_email__iendswith=f"@{domain}")
            on_domain |= Q(representatives__user__email__endswith=f"@{domain}")
        return (
            self.sent_to_campaign()
            .filter(on_domain)
            .select_related("organisation")
            .distinct()
            .order_by("organisation__name", "pk")
        )

    def without_a_lead(self) -> "MembershipQuerySet":
        """Sign-ups and members, those that withdrew too, whose leads cannot sign in, A to Z."""
        leads = Representative.objects.active_leads().filter(membership=OuterRef("pk"))
        return (
            self.filter(~Exists(leads), state__in=APPOINTABLE_STATES)
            .select_related("organisation")
            .order_by(Upper("organisation__name"), "pk")
        )


class Membership(models.Model):
    """An organisation's place in the campaign, from the first draft on. One is open at a time."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    state = models.CharField(max_length=24, choices=MembershipState, default=MembershipState.DRAFT)
    # Why it is paused, withdrawn or closed; public for the first two.
    state_reason = models.TextField(blank=True, max_length=1000, validators=[validate_plain_text])
    state_at = models.DateTimeField()
    started_at = models.DateTimeField()
    worked_on_at = models.DateTimeField(null=True, blank=True)  # the sign-up; else `state_at`
    # The applicant, whose address can prove the organisation. Nobody invited later can.
    started_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="sign_ups_started", null=True, blank=True
    )
    sponsor_name = models.CharField(max_length=120, blank=True, validators=ONE_LINE)
    sponsor_title = models.CharField(max_length=120, blank=True, validators=ONE_LINE)
    sponsor_email = models.EmailField(blank=True)
    sponsor_confirmed_at = models.DateTimeField(null=True, blank=True)
    plan_intention = models.CharField(max_length=12, choices=PlanIntention, blank=True)
    plan_intended_date = models.DateField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    last_heard_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-joined_at"],
                condition=Q(state__in=CURRENT_STATES),
                name="membership_newest",
            ),
            models.Index(fields=["state", "joined_at"], name="membership_by_state_joined"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=~Q(state=MembershipState.CLOSED),
                name="membership_one_open_per_organisation",
                violation_error_message="This organisation is a member already, or is signing up.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MembershipState.values), name="membership_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=REASON_STATES) | ~Q(state_reason=""),
                name="membership_paused_or_withdrawn_has_reason",
                violation_error_message="Say why, in words that people can read.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC_STATES)
                | Q(joined_at__isnull=False, sponsor_confirmed_at__isnull=False),
                name="membership_public_only_after_sponsor",
                violation_error_message="The executive sponsor has not confirmed this yet.",
            ),
            models.CheckConstraint(
                condition=Q(
                    plan_intention=PlanIntention.ON_A_DATE, plan_intended_date__isnull=False
                )
                | ~Q(plan_intention=PlanIntention.ON_A_DATE) & Q(plan_intended_date=None),
                name="membership_plan_date_goes_with_its_answer",
                violation_error_message="Choose a date for the plan, or choose “Not now”.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.state}"

    @property
    def is_draft(self) -> bool:
        return self.state == MembershipState.DRAFT

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def has_sponsor(self) -> bool:
        return bool(self.sponsor_email)

    @property
    def has_confirmed_sponsor(self) -> bool:
        """Somebody who confirmed the pledges and can be written to: erasure takes the address."""
        return self.has_sponsor and self.sponsor_confirmed_at is not None


class StateChange(models.Model):
    """A membership moving from one state to another: what growth over time is counted from."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="state_changes"
    )
    from_state = models.CharField(max_length=24, choices=MembershipState, blank=True)
    to_state = models.CharField(max_length=24, choices=MembershipState)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["to_state", "at"], name="state_change_by_state")]

    def __str__(self) -> str:
        return f"{self.from_state or 'new'} → {self.to_state}"


# Nobody else is without a job title: the forms and `full_clean()` ask for one.
ERASED = Q(job_title="", user__is_active=False)


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def active_leads(self) -> "RepresentativeQuerySet":
        """Leads who can sign in: a deactivated one leads nothing."""
        return self.filter(role=Role.LEAD, user__is_active=True)

    def addresses(self) -> list[str]:
        """Where these people are written to."""
        return list(self.order_by("pk").values_list("user__email", flat=True))

    def erased(self) -> "RepresentativeQuerySet":
        """Rows that stay of last leads who were erased, as the database demands a lead."""
        return self.filter(ERASED)

    def for_team_page(self) -> "RepresentativeQuerySet":
        """A member's people by name; nobody stands for whoever was erased."""
        people = self.exclude(ERASED).select_related("user")
        return people.order_by(Upper("user__full_name"), "pk")


class Representative(models.Model):
    """A person acting for a member."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="representatives"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="representations")
    role = models.CharField(max_length=10, choices=Role)
    job_title = models.CharField(max_length=120, validators=ONE_LINE)
    since_at = models.DateTimeField()

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "user"],
                name="representative_once_per_membership",
                violation_error_message="This person already acts for this organisation.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="representative_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
