"""An address that looks mistyped: one press corrects it, one press keeps it."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from django.views.generic.base import View

from core import kept_text
from organisations.choices import SHARED_DOMAINS
from organisations.mail_domains import domain_meant
from organisations.models import EmailDomain

CHECKED = "address_checked"


def address_meant(email: str) -> str:
    """The address that was probably meant, or nothing; a domain recorded for a member is right.

    It never depends on who has an account.
    """
    name, _, domain = email.rpartition("@")
    meant = domain_meant(domain, SHARED_DOMAINS)
    if not meant or EmailDomain.objects.filter(domain=domain.lower()).exists():
        return ""
    return f"{name}@{meant}"


class AsksAboutAddressMixin(View):
    """A page with a form in which an address is typed. `form_valid` puts the question first.

    The form waits in the session, and the question is a page of its own that a GET shows: the
    browser's Back leads to pages only, and the form still holds what was typed.
    """

    # `core.views.FormView` reads it: nothing is saved while the question is open.
    put_aside = False

    def question(self, form: BaseForm) -> HttpResponse | None:
        """Where “Did you mean?” is asked, unless it was or there is nothing to ask."""
        if CHECKED in self.request.POST:
            kept_text.answered(self.request)
            return None
        if not address_meant(form.cleaned_data.get("email", "")):
            return None
        if not kept_text.put_aside(self.request):
            return None
        self.put_aside = True
        query = urlencode({"page": self.request.get_full_path()})
        return redirect(f"{reverse('address_question')}?{query}")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        asked = kept_text.aside(self.request, self.request.path)
        if self.request.method == "GET" and asked:
            kwargs["initial"] = {**kwargs["initial"], **asked.dict()}
        return kwargs


@method_decorator([login_not_required, never_cache], name="dispatch")
class AddressQuestionView(TemplateView):
    """“Did you mean?” Both buttons send the form that waits to its own page."""

    template_name = "organisations/check_address.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = request.GET.get("page", "")
        if not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
            page = reverse("home")
        asked = kept_text.aside(request, urlsplit(page).path)
        email = str(asked["email"]).strip() if asked else ""
        meant = address_meant(email)
        if asked is None or not meant:  # answered, and somebody went back
            return redirect(page)
        return self.render_to_response(
            self.get_context_data(
                page=page,
                email=email,
                meant=meant,
                typed=[field for field in asked.items() if field[0] != "email"],
                checked=CHECKED,
                author_input=kept_text.author_input(request.user),
                back_url=page,
            )
        )
