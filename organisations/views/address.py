"""An address that looks mistyped: one press corrects it, one press keeps it."""

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.views.generic import FormView

from organisations.choices import SHARED_DOMAINS
from organisations.mail_domains import domain_meant
from organisations.models import EmailDomain

CHECKED = "address_checked"


def question_about_address(view: FormView, form: BaseForm) -> HttpResponse | None:
    """The page that asks “Did you mean?”, unless it was asked or there is nothing to ask.

    It never depends on who has an account, and a domain recorded for an organisation is right.
    """
    name, _, domain = form.cleaned_data.get("email", "").rpartition("@")
    meant = domain_meant(domain, SHARED_DOMAINS)
    if not meant or CHECKED in view.request.POST:
        return None
    if EmailDomain.objects.filter(domain=domain.lower()).exists():
        return None
    context = view.get_context_data(form=form, meant=f"{name}@{meant}", checked=CHECKED)
    return render(view.request, "organisations/check_address.html", context)
