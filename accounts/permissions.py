"""Who is on the campaign team, and what each role may do."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from accounts.choices import CampaignRole

if TYPE_CHECKING:
    from accounts.models import User


def is_campaign_team(user: "User | AnonymousUser") -> bool:
    """Officers, analysts and administrators: they read membership reports."""
    return bool(getattr(user, "is_campaign_team", False))


def can_work_queue(user: "User | AnonymousUser") -> bool:
    """Officers and administrators decide what waits for a person; analysts only read."""
    return is_campaign_team(user) and getattr(user, "campaign_role", "") in {
        CampaignRole.OFFICER,
        CampaignRole.ADMINISTRATOR,
    }
