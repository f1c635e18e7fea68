"""Members, what they pledged, and their plans."""

from django.db.models import Prefetch
from django.urls import reverse

from improvement_plans.choices import Involvement
from improvement_plans.models import LearningGoal, PlanVersion
from organisations.choices import OtherNameKind
from organisations.models import Membership
from organisations.naming import display_name
from organisations.presenters import TYPES
from pledges.models import Commitment
from safety_portal.open_data.files import (
    Column,
    Dataset,
    about_organisation,
    date_of,
    day_of,
    page_of,
    unique,
)

INVOLVED = {Involvement.YES: "Yes", Involvement.NOT_YET: "Not yet"}

ORGANISATIONS = Dataset(
    name="organisations",
    title="Organisations",
    about="Every organisation that has joined, those that paused or left too, A to Z.",
    columns=(
        *about_organisation(lambda member: member.organisation),
        Column(
            "former_names",
            "Names it had before, as far as the portal knows them",
            lambda member: [
                str(other)
                for other in member.organisation.other_names.all()
                if other.kind == OtherNameKind.FORMER
            ],
        ),
        Column("type", "What kind of organisation", lambda member: TYPES[member.organisation.type]),
        Column("town", "Its town", lambda member: display_name(member.organisation.town)),
        Column("region", "Its region, in words", lambda member: member.organisation.region_name),
        Column(
            "state",
            "Active, Paused, Withdrawn, or Continued by a successor",
            lambda member: member.get_state_display(),
        ),
        Column("state_since", "Date since when", lambda member: day_of(member.state_at)),
        Column("member_since", "Date it first joined", lambda member: day_of(member.joined_at)),
        Column(
            "last_heard_from",
            "Month in which it last told of itself, such as 2026-03",
            lambda member: (day_of(member.last_heard_at) or "")[:7],
        ),
        Column(
            "sponsor",
            "Name of the executive sponsor who confirmed the pledges",
            lambda member: member.sponsor_name,
        ),
        Column("sponsor_title", "Job title of the sponsor", lambda member: member.sponsor_title),
        page_of(lambda member: member.organisation.get_absolute_url()),
    ),
    things=Membership.objects.public_a_to_z,
)

PLEDGES = Dataset(
    name="pledges",
    title="Pledges",
    about="What each organisation will do under each of the five pledges, as it reads today.",
    columns=(
        *about_organisation(lambda text: text.membership.organisation),
        Column("pledge", "Number of the pledge, 1 to 5", lambda text: text.pledge.number),
        Column(
            "pledge_title",
            "What the pledge was called when it was answered",
            lambda text: text.wording.title,
        ),
        Column("text", "What the organisation will do, in its own words", lambda text: text.text),
        Column(
            "kind",
            "New because of the pledge, an extension, or already under way",
            lambda text: text.get_kind_display(),
        ),
        Column("version", "Number of this version", lambda text: text.version),
        Column(
            "published", "Date this version was published", lambda text: day_of(text.published_at)
        ),
        page_of(
            lambda text: (
                f"{text.membership.organisation.get_absolute_url()}#pledge-{text.pledge.number}"
            )
        ),
    ),
    things=Commitment.objects.public_a_to_z,
)

PLANS = Dataset(
    name="plans",
    title="Safety improvement plans",
    about="The plan of each organisation that has published one, as it reads today.",
    columns=(
        *about_organisation(lambda version: version.plan.membership.organisation),
        Column("title", "Title of the plan", lambda version: version.title),
        Column("starts", "Date the plan starts", lambda version: date_of(version.start_date)),
        Column("ends", "Date the plan ends", lambda version: date_of(version.end_date)),
        Column(
            "board_approved",
            "Date the board approved it",
            lambda version: date_of(version.board_approved_date),
        ),
        Column("version", "Number of this version", lambda version: version.number),
        Column(
            "published",
            "Date this version was published",
            lambda version: day_of(version.published_at),
        ),
        Column("reason", "Why this version was published", lambda version: version.reason),
        Column(
            "starting_point",
            "The plan’s own account of the starting point",
            lambda version: version.where_we_are_now,
        ),
        Column(
            "what_worked",
            "What worked over the three years before, in its own words",
            lambda version: version.what_worked,
        ),
        Column(
            "what_will_be_different",
            "What it will do differently, in its own words",
            lambda version: version.what_we_will_do_differently,
        ),
        Column(
            "involved",
            "Whether patients and staff took part in writing it: Yes, or Not yet",
            lambda version: INVOLVED.get(version.involvement),
        ),
        Column(
            "how_involved",
            "How patients and staff took part, in its own words",
            lambda version: version.how_people_were_involved,
        ),
        Column(
            "topics",
            "What its priorities work on",
            lambda version: unique(each.topic_name for each in version.priorities.all()),
        ),
        Column(
            "priorities",
            "Titles of its priorities, in the plan’s order",
            lambda version: [each.title for each in version.priorities.all()],
        ),
        Column(
            "wants_to_learn",
            "What it wants to learn, question by question",
            lambda version: [each.question for each in version.learning_goals.all()],
        ),
        page_of(
            lambda version: reverse(
                "plan_version", args=[version.plan.membership.organisation.slug, version.number]
            )
        ),
    ),
    things=lambda: PlanVersion.objects.public_a_to_z().prefetch_related(
        Prefetch("learning_goals", LearningGoal.objects.order_by("position"))
    ),
)
