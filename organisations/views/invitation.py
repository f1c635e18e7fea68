"""The page behind an invitation's link."""

from typing import Any

from allauth.account.views import RequestLoginCodeView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts.services import register_person
from core import kept_text
from core.views import FormView
from organisations.choices import JOINABLE_STATES, TEAM_STATES
from organisations.forms import PersonFields
from organisations.forms_team import AcceptForm
from organisations.links import invitation_pk
from organisations.models import Invitation
from organisations.services import invitations, joining
from organisations.services.membership import WrongState
from organisations.views.address import AsksAboutAddressMixin


class LinkMixin(View):
    """Loads the invitation in the address; 404 for a link that was not made here."""

    invitation: Invitation

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        known = Invitation.objects.select_related("membership__organisation", "invited_by")
        found = known.filter(pk=invitation_pk(kwargs["token"])).first()
        if found is None:
            raise Http404
        self.invitation = found

    @property
    def works(self) -> bool:
        ended = self.invitation.membership.state not in TEAM_STATES
        return not ended and self.invitation.works(timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]
            invitation=self.invitation,
            organisation=self.invitation.membership.organisation,
            works=self.works,
            now=timezone.now(),
            joinable=self.invitation.membership.state in JOINABLE_STATES,
            token=self.kwargs["token"],
            **kwargs,
        )


@method_decorator([login_not_required, never_cache], name="dispatch")
class InvitationView(LinkMixin, FormView):
    """Shows the invitation on GET; only a POST accepts.

    Somebody who is signed in under another address asks the leads instead.
    """

    template_name = "organisations/invitation.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            kept_text.keep(request)
            return redirect("invitation_sign_in", kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_theirs(self) -> bool:
        return bool(getattr(self.request.user, "email", "") == self.invitation.email)

    def get_form_class(self) -> type[BaseForm]:
        name_is_known = bool(getattr(self.request.user, "full_name", ""))
        return AcceptForm if self.is_theirs and name_is_known else PersonFields

    def get_initial(self) -> dict[str, Any]:
        return {"full_name": getattr(self.request.user, "full_name", "")}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        person: Any = self.request.user
        named = {"full_name": person.full_name, **form.cleaned_data}
        answer = self.accept if self.is_theirs else self.ask
        try:
            return answer(by=person, at=timezone.now(), **named)
        except (invitations.InvitationNoLongerWorks, WrongState):
            return redirect(self.request.path)  # which says what has become of it

    def accept(self, **arguments: Any) -> HttpResponse:
        representative = invitations.accept(invitation=self.invitation, **arguments)
        organisation = self.invitation.membership.organisation
        messages.success(self.request, f"You are on the team of {organisation}.")
        return redirect("team", representative.membership_id)

    def ask(self, **arguments: Any) -> HttpResponse:
        return ask_to_join(self.request, self.invitation.membership, **arguments)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_theirs=self.is_theirs, **kwargs)


@method_decorator([login_not_required, never_cache], name="dispatch")
class InvitationSignInView(LinkMixin, AsksAboutAddressMixin, RequestLoginCodeView):
    """A code for whoever follows the link; the invited address gets one even without an account."""

    template_name = "organisations/invitation_sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated or not self.works:
            return redirect("invitation", kwargs["token"])
        # Past allauth's own dispatch, as in `sign_up.PersonView`.
        return View.dispatch(self, request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.invitation.email}

    def form_valid(self, form: Any) -> HttpResponse:
        if question := self.question(form):
            return question
        if form.cleaned_data["email"].lower() == self.invitation.email:
            form._user = register_person(email=self.invitation.email, at=timezone.now())
        return super().form_valid(form)

    def get_success_url(self) -> str:
        back = reverse("invitation", args=[self.kwargs["token"]])
        return f"{reverse('account_confirm_login_code')}?next={back}"


def ask_to_join(request: HttpRequest, membership: Any, **arguments: Any) -> HttpResponse:
    """Ask for a place on a team and say what happens next."""
    try:
        joining.ask_to_join(membership=membership, **arguments)
    except invitations.AlreadyOnTheTeam:
        return redirect("team", membership.pk)
    except joining.AskedTooOften as error:
        messages.warning(request, str(error))
        return redirect("dashboard")
    messages.success(
        request,
        f"You have asked to join the team of {membership.organisation}."
        " We will write to you when they answer.",
    )
    return redirect("dashboard")
