"""The account's pages on which an address is typed; one that looks mistyped is asked about.

Which domains are right is known to the organisations, of which `accounts` knows nothing.
"""

from typing import Any

from allauth.account.views import RequestLoginCodeView
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.decorators import method_decorator

from accounts.views import account
from organisations.views.address import AsksAboutAddressMixin


@method_decorator(login_not_required, name="dispatch")
class SignInView(AsksAboutAddressMixin, RequestLoginCodeView):
    """Where the code goes; the answer is the same for a known and an unknown address."""

    def form_valid(self, form: Any) -> HttpResponse:
        return self.question(form) or super().form_valid(form)


class ChangeAddressView(AsksAboutAddressMixin, account.ChangeAddressView):
    """A new address, asked about before a code goes to it."""

    def form_valid(self, form: Any) -> HttpResponse:
        return self.question(form) or super().form_valid(form)
