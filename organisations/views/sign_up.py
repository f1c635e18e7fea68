"""Signing an organisation up: find it, say who you are, name the sponsor."""

from typing import Any

from allauth.account.views import RequestLoginCodeView
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.generic import FormView, TemplateView

from accounts.services import register_person
from organisations.forms import (
    FindOrganisationForm,
    PersonFields,
    PersonForm,
    PlanIntentionForm,
    SponsorForm,
)
from organisations.models import Organisation
from organisations.presenters import SearchResult
from organisations.services import membership as memberships
from organisations.views.base import MemberMixin

STASH = "sign_up"


@method_decorator(login_not_required, name="dispatch")
class StartView(TemplateView):
    """What a member promises, what signing up takes, and what we never do."""

    template_name = "organisations/start.html"
    extra_context = {"section": "sign_up_start"}


@method_decorator(login_not_required, name="dispatch")
class FindOrganisationView(TemplateView):
    """One box over the register; a plain form that works without JavaScript."""

    template_name = "organisations/find.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FindOrganisationForm(self.request.GET if "q" in self.request.GET else None)
        query = form.cleaned_data["q"] if form.is_valid() else ""
        found = Organisation.objects.matching(query).with_campaign_state()[:20]
        results = [SearchResult.of(organisation, timezone.localdate()) for organisation in found]
        return super().get_context_data(
            form=form,
            query=query,
            results=results,
            section="sign_up_start",
            back_url=reverse("sign_up_start"),
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class PersonView(RequestLoginCodeView):
    """Who is signing up, proven by a code; a known address gets the same answer as a new one."""

    template_name = "organisations/you.html"
    stash, next_page = STASH, "sign_up_begin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.organisation = get_object_or_404(Organisation, slug=kwargs["slug"])
        # Past allauth's own dispatch, which would hold on to a code that was asked for before,
        # perhaps for a mistyped address.
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_form_class(self) -> type[BaseForm]:
        return PersonFields if self.request.user.is_authenticated else PersonForm

    def get_initial(self) -> dict[str, Any]:
        return {"full_name": getattr(self.request.user, "full_name", "")}

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session[self.stash] = {
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
            organisation=self.organisation, back_url=reverse("sign_up_find"), **kwargs
        )


class BeginView(TemplateView):
    """The address is proven: show what was said and start the sign-up with one press."""

    template_name = "organisations/begin.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.stash = request.session.get(STASH, {})
        self.organisation = Organisation.objects.filter(slug=self.stash.get("organisation")).first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.organisation is None:
            return redirect("sign_up_find")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(organisation=self.organisation, stash=self.stash, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            membership = memberships.start_sign_up(
                organisation=self.organisation,  # type: ignore[arg-type]
                by=request.user,  # type: ignore[arg-type]
                full_name=self.stash["full_name"],
                job_title=self.stash["job_title"],
                at=timezone.now(),
                today=timezone.localdate(),
            )
        except (memberships.AlreadyInCampaign, memberships.OrganisationClosed):
            # The search page says which, and what to do instead.
            query = urlencode({"q": str(self.organisation)})
            return redirect(f"{reverse('sign_up_find')}?{query}")
        del request.session[STASH]
        return redirect("sign_up_tasks", membership.pk)


class SponsorView(MemberMixin, FormView):
    """Who will confirm the pledges."""

    template_name = "organisations/sponsor.html"
    form_class = SponsorForm

    def get_initial(self) -> dict[str, Any]:
        return {
            "name": self.membership.sponsor_name,
            "title": self.membership.sponsor_title,
            "email": self.membership.sponsor_email,
        }

    def form_valid(self, form: SponsorForm) -> HttpResponse:
        return save_and_return(self, form, memberships.name_sponsor, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            organisation=self.membership.organisation,
            back_url=reverse("sign_up_tasks", args=[self.membership.pk]),
            **kwargs,
        )


class PlanIntentionView(MemberMixin, FormView):
    """Will you publish a plan? A date of your choosing, or not now."""

    template_name = "organisations/plan_intention.html"
    form_class = PlanIntentionForm

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
