"""Signing an organisation up: find it, say who you are, name the sponsor."""

from typing import Any

from allauth.account.views import RequestLoginCodeView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.generic import TemplateView, View

from accounts.services import register_person
from core.public_pages import public_page
from core.views import FormView
from organisations.choices import LEAD_MAY_BE_SPONSOR, SHARED_DOMAINS, MembershipState
from organisations.forms import PersonFields, PersonForm, PlanIntentionForm, SponsorForm
from organisations.models import Organisation, Succession
from organisations.services import membership as memberships
from organisations.services.by_hand import sign_up_new_organisation
from organisations.views.address import AsksAboutAddressMixin
from organisations.views.base import MemberMixin

STASH = "sign_up"
# An organisation that the register lacks, until its sign-up begins.
NEW = "sign_up_new_organisation"
WITH_THE_SPONSOR = (
    "Your executive sponsor is reading this sign-up, so it cannot be changed now. A lead can take "
    "it back first."
)
NO_LONGER = "This part of the sign-up can no longer be changed."


@method_decorator(public_page, name="dispatch")
class StartView(TemplateView):
    """What a member promises, what signing up takes, and what we never do."""

    template_name = "organisations/start.html"
    extra_context = {"section": "sign_up_start"}


def new_organisation(session: SessionBase) -> Organisation | None:
    """What somebody said about an organisation that is not in the register; nothing is saved."""
    said = session.get(NEW)
    return Organisation(**said, added_by_hand=True) if said else None


@method_decorator(login_not_required, name="dispatch")
class PersonView(AsksAboutAddressMixin, RequestLoginCodeView):
    """Who is signing up, proven by a code; a known address gets the same answer as a new one."""

    template_name = "organisations/you.html"
    stash, next_page = STASH, "sign_up_begin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        organisation = self.choose(request, **kwargs)
        if organisation is None:
            return redirect("sign_up_find")
        self.organisation = organisation
        # Past allauth's own dispatch, which would hold on to a code that was asked for before,
        # perhaps for a mistyped address.
        return View.dispatch(self, request, *args, **kwargs)

    def choose(self, request: HttpRequest, **kwargs: Any) -> Organisation | None:
        register = Organisation.objects.select_related("merged_into")
        organisation = get_object_or_404(register, slug=kwargs["slug"])
        return organisation.merged_into or organisation

    def get_form_class(self) -> type[BaseForm]:
        return PersonFields if self.request.user.is_authenticated else PersonForm

    def get_initial(self) -> dict[str, Any]:
        return {"full_name": getattr(self.request.user, "full_name", "")}

    def form_valid(self, form: Any) -> HttpResponse:
        if question := self.question(form):
            return question
        person = self.request.user
        email = person.email if person.is_authenticated else form.cleaned_data["email"].lower()
        self.request.session[self.stash] = {
            "email": email,
            "organisation": self.organisation.slug,
            "full_name": form.cleaned_data["full_name"],
            "job_title": form.cleaned_data["job_title"],
        }
        if self.request.user.is_authenticated:
            return redirect(self.next_page)
        form._user = register_person(email=form.cleaned_data["email"], at=timezone.now())
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return f"{reverse('account_confirm_login_code')}?next={reverse(self.next_page)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            organisation=self.organisation,
            left_to_it=Succession.objects.left_to(self.organisation, timezone.localdate()),
            back_url=reverse("sign_up_find"),
            **kwargs,
        )


def own_stash(request: HttpRequest, key: str) -> dict[str, Any]:
    """What this person said before their address was proven; nothing of the person before them."""
    said: dict[str, Any] = request.session.get(key, {})
    return said if said.get("email") == getattr(request.user, "email", "") else {}


class BeginView(TemplateView):
    """The address is proven: show what was said and start the sign-up with one press."""

    template_name = "organisations/begin.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.stash = own_stash(request, STASH)
        # The slug of one that is still to be added is empty.
        if slug := self.stash.get("organisation"):
            self.organisation = Organisation.objects.filter(slug=slug).first()
        else:
            self.organisation = new_organisation(request.session) if self.stash else None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.organisation is None:
            return redirect("sign_up_find")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        domain = self.request.user.email.rpartition("@")[2]  # type: ignore[union-attr]
        return super().get_context_data(
            organisation=self.organisation,
            stash=self.stash,
            shared_domain=domain if domain in SHARED_DOMAINS else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        organisation: Organisation = self.organisation  # type: ignore[assignment]
        start = memberships.start_sign_up if organisation.pk else sign_up_new_organisation
        try:
            membership = start(
                organisation=organisation,
                by=request.user,  # type: ignore[arg-type]
                full_name=self.stash["full_name"],
                job_title=self.stash["job_title"],
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except (memberships.AlreadyInCampaign, memberships.OrganisationClosed):
            # The search page says which, and what to do instead.
            query = urlencode({"q": str(organisation)})
            return redirect(f"{reverse('sign_up_find')}?{query}")
        except memberships.TooManySignUps as error:
            # What was said stays in the session, for when one of them has ended.
            messages.warning(request, str(error))
            return redirect("dashboard")
        del request.session[STASH]
        request.session.pop(NEW, None)
        return redirect("sign_up_tasks", membership.pk)


class DraftPageMixin(MemberMixin):
    """A part of a sign-up. Once it is sent, the task list says so instead of an idle form."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data()  # type: ignore[attr-defined]
        # What somebody typed before their session ended comes back whatever has happened since.
        if self.membership.is_draft or context["form"].is_bound:
            return self.render_to_response(context)  # type: ignore[attr-defined]
        is_asked = self.membership.state == MembershipState.AWAITING_SPONSOR
        messages.info(request, WITH_THE_SPONSOR if is_asked else NO_LONGER)
        return redirect("sign_up_tasks", self.membership.pk)


class SponsorView(DraftPageMixin, AsksAboutAddressMixin, FormView):
    """Who will confirm the pledges."""

    template_name = "organisations/sponsor.html"
    form_class = SponsorForm
    shows_what_was_saved = True

    def get_initial(self) -> dict[str, Any]:
        return {
            "name": self.membership.sponsor_name,
            "title": self.membership.sponsor_title,
            "email": self.membership.sponsor_email,
        }

    def form_valid(self, form: SponsorForm) -> HttpResponse:
        if question := self.question(form):
            return question
        try:
            return save_and_return(self, form, memberships.name_sponsor, **form.cleaned_data)
        except memberships.SponsorIsLead as error:
            form.add_error("email", str(error))
            return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            organisation=self.membership.organisation,
            may_be_lead=self.membership.organisation.type in LEAD_MAY_BE_SPONSOR,
            back_url=reverse("sign_up_tasks", args=[self.membership.pk]),
            **kwargs,
        )


class PlanIntentionView(DraftPageMixin, FormView):
    """Will you publish a plan? A date of your choosing, or not now."""

    template_name = "organisations/plan_intention.html"
    form_class = PlanIntentionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "today": timezone.localdate()}

    def get_initial(self) -> dict[str, Any]:
        return {
            "intention": self.membership.plan_intention,
            "by_date": self.membership.plan_intended_date,
        }

    def form_valid(self, form: PlanIntentionForm) -> HttpResponse:
        return save_and_return(self, form, memberships.state_plan_intention, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            organisation=self.membership.organisation,
            back_url=reverse("sign_up_tasks", args=[self.membership.pk]),
            **kwargs,
        )


def save_and_return(view: Any, form: BaseForm, service: Any, **arguments: Any) -> HttpResponse:
    """Call a service for the view's membership and go back to the task list.

    A sign-up that has moved on meanwhile says so on the same page, with what was typed still there.
    """
    try:
        service(membership=view.membership, at=timezone.now(), by=view.request.user, **arguments)
    except memberships.WrongState as error:
        form.add_error(None, str(error))
        return view.form_invalid(form)
    return redirect("sign_up_tasks", view.membership.pk)
