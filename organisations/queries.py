"""The search over the register, for the page and for suggestions while typing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from core.full_text import Wanted
from organisations.models import (
    Membership,
    Organisation,
    OrganisationQuerySet,
    OtherName,
)
from organisations.models.register import heirs
from organisations.naming import search_text, search_words, searchable, wanted_words

# So few that the right one may be missing. Spellings one letter away are looked at then, unless the
# words are somebody's very own: UCLH is not misspelt.
FEW = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One organisation that a search found.

    With `other_name` where the words are not in its present name; `is_similar` where they are not
    spelled as they were typed.
    """

    organisation: Organisation
    other_name: OtherName | None = None
    is_similar: bool = False


def search_register(*, query: str, limit: int) -> list[Hit]:
    """What a query finds, best first, with what `SearchResult` says of each.

    Two queries; one more each for words written together, for closed bodies and for other names,
    two for similar spellings.
    """
    found = list(Organisation.objects.matching(query)[:limit])
    similar: list[Organisation] = []
    wanted = wanted_words(query)[1]
    if len(found) < FEW and not any(_has_whole(organisation, wanted) for organisation in found):
        known = [organisation.pk for organisation in found]
        everybody_else = Organisation.objects.exclude(pk__in=known)
        similar = list(everybody_else.written_together(query)[:limit])
        similar = similar or list(everybody_else.spelled_like(query)[:limit])
    _load_campaign_state([*found, *similar])
    other_names = _other_names(found, wanted)
    hits = [Hit(organisation, other_names.get(organisation.pk)) for organisation in found]
    hits += [Hit(organisation, is_similar=True) for organisation in similar]
    return hits[:limit]


def members_named(wanted: Wanted) -> OrganisationQuerySet:
    """Organisations with a public page that `matching` finds by these words, likeliest first.

    Those that left the campaign too: their pages stay.
    """
    found = Organisation.objects.matching(" ".join(wanted.terms))
    for words in filter(None, map(search_words, wanted.unwanted)):
        found = found.exclude(search_text__contains=f" {' '.join(words)}")
    memberships = Membership.objects.public()
    return found.filter(pk__in=memberships.values("organisation")).prefetch_related(
        Prefetch("memberships", memberships, to_attr="public_memberships")
    )


def with_other_names(found: Sequence[Organisation], wanted: Wanted) -> list[Hit]:
    """Each with the other name that has the words where the present one has not."""
    other_names = _other_names(found, wanted_words(" ".join(wanted.terms))[1])
    return [Hit(organisation, other_names.get(organisation.pk)) for organisation in found]


def _has_whole(organisation: Organisation, words: Sequence[str]) -> bool:
    return all(f" {word} " in organisation.search_text for word in words)


def _load_campaign_state(organisations: Sequence[Organisation]) -> None:
    """As `OrganisationQuerySet.with_campaign_state`, but asks nothing where nobody is closed."""
    prefetch_related_objects(
        organisations,
        Prefetch("memberships", Membership.objects.open(), to_attr="open_memberships"),
    )
    prefetch_related_objects(
        [organisation for organisation in organisations if organisation.closed_date],
        *heirs(),
    )


def _other_names(found: Sequence[Organisation], words: Sequence[str]) -> dict[int, OtherName]:
    """The other name that has what the present name, code and address lack; by organisation."""
    lacking: dict[int, list[str]] = {}
    for organisation in found:
        shown = searchable(
            names=[organisation.name],
            ods_code=organisation.ods_code,
            postcode=organisation.postcode,
            town=organisation.town,
        )
        lacking[organisation.pk] = [word for word in words if f" {word}" not in shown]
    unexplained = [organisation for organisation in found if lacking[organisation.pk]]
    prefetch_related_objects(unexplained, "other_names")
    return {
        organisation.pk: other_name
        for organisation in unexplained
        for other_name in organisation.other_names.all()
        if any(f" {word}" in search_text(other_name.name) for word in lacking[organisation.pk])
    }
