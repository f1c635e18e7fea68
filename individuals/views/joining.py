"""One page and a code: a person pledges for themselves."""

from typing import Any

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts.services import register_person
from core.patient_data import hints
from core.views import FormView, point_out
from individuals.forms import JoinForm, PledgesForm
from individuals.models import Individual
from individuals.services import AlreadyJoined, join
from individuals.views import stash
from organisations.services.patient_data import PatientDataFound
from organisations.views.address import AsksAboutAddressMixin
from pledges.models import PledgeWording


class PledgesFormMixin(FormView):
    """The form with the five pledges as they read today."""

    form_class = PledgesForm
    shows_what_was_saved = True

    def get_form_kwargs(self) -> dict[str, Any]:
        today, kwargs = timezone.localdate(), super().get_form_kwargs()
        known = kwargs["initial"].get("organisation")
        wordings = list(PledgeWording.objects.in_force(today))
        return {**kwargs, "wordings": wordings, "today": today, "known": known}


@method_decorator([login_not_required, never_cache], name="dispatch")
class JoinView(AsksAboutAddressMixin, PledgesFormMixin, RequestLoginCodeView):
    """Who you are and what you pledge; a known address gets the same answer as a new one."""

    template_name = "individuals/join.html"
    extra_context = {"section": "individuals"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        signed_in = request.user.is_authenticated
        if signed_in and Individual.objects.of(request.user).exists():  # type: ignore[arg-type]
            return redirect("my_pledges")
        # Past allauth's own dispatch, which would hold on to a code that was asked for before.
        return View.dispatch(self, request, *args, **kwargs)

    def get_form_class(self) -> type[BaseForm]:
        return PledgesForm if self.request.user.is_authenticated else JoinForm

    def get_initial(self) -> dict[str, Any]:
        return stash.initial(self.request, timezone.now())

    def form_valid(self, form: Any) -> HttpResponse:
        if question := self.question(form):
            return question
        at = timezone.now()
        stash.put(self.request, form, at)
        self.put_aside = True  # whoever joins from there points out what was saved
        if self.request.user.is_authenticated:
            return join_from_stash(self.request)
        form._user = register_person(email=form.cleaned_data["email"], at=at)
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("individual_code")


@method_decorator(login_not_required, name="dispatch")
class JoinCodeView(ConfirmLoginCodeView):
    """The code proves the address, and in the same step the pledges are made."""

    template_name = "individuals/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        sends_to_sign_in = answer.headers.get("Location") == reverse("account_login")
        # No code is waiting any more: back to the page, where all that was typed still stands.
        return redirect("individual_join") if sends_to_sign_in else answer

    def get_next_url(self) -> str:
        return reverse("individual_join")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        if "code" not in form.fields:  # another one was asked for
            return redirect("individual_code")
        # Who needs a second factor is not signed in yet, and comes back to the filled page.
        return join_from_stash(self.request) if self.request.user.is_authenticated else answer


def join_from_stash(request: HttpRequest) -> HttpResponse:
    """Make the pledges that were typed; somebody who made some before sees both and chooses."""
    at = timezone.now()
    details = stash.details(request, at)
    if not details:
        return redirect("individual_join")
    try:
        join(by=request.user, at=at, today=timezone.localdate(), **details)  # type: ignore[arg-type]
    except AlreadyJoined:
        messages.warning(
            request,
            "You have made pledges before. This is what you typed now. Save it to replace them, "
            "or go back to keep them as they were.",
        )
        return redirect(f"{reverse('my_pledges_change')}?typed=now")
    except PatientDataFound as error:
        # Typed before the form looked for it; the page has it still.
        messages.warning(request, str(error))
        return redirect("individual_join")
    stash.drop(request)
    texts = [("Your role", details["role"])]
    texts += [(f"Pledge {number}", text) for number, text in details["pledges"].items()]
    if found := [(label, finding) for label, text in texts for finding in hints(text)]:
        messages.warning(request, point_out(found, reverse("my_pledges_change")))
    messages.success(request, "Thank you. Your pledges are made, and this is your certificate.")
    return redirect("my_certificate")
