"""What somebody typed, held in their session until a code proves their address.

Nothing of it is in the database before. It is offered again for an hour, not longer: the next
person at a shared computer should not read it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from individuals.forms import PledgesForm
from organisations.models import Organisation

KEY = "individual"
LASTS = timedelta(hours=1)


def put(request: HttpRequest, form: PledgesForm, at: datetime) -> None:
    details = form.details()
    organisation = details.pop("organisation")
    request.session[KEY] = {
        **details,
        "organisation": organisation.pk if organisation else None,
        "email": form.cleaned_data.get("email", ""),
        "at": at.isoformat(),
    }


def details(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """What the service asks for; empty when nothing is held, or for too long."""
    held = dict(request.session.get(KEY, {}))
    if not held or datetime.fromisoformat(held.pop("at")) < at - LASTS:
        return {}
    email = held.pop("email")
    if request.user.is_authenticated and email not in ("", request.user.email):
        return {}  # somebody else typed it
    # The session keeps JSON, whose keys are strings.
    held["pledges"] = {int(number): text for number, text in held["pledges"].items()}
    held["organisation"] = Organisation.objects.filter(pk=held["organisation"]).first()
    return held


def initial(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """The same for the form's boxes."""
    held = details(request, at)
    if not held:
        return {}
    boxes = {f"pledge_{number}": text for number, text in held.pop("pledges").items()}
    return {**held, **boxes, "email": request.session[KEY]["email"]}


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
