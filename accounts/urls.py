"""Sign-in. Only the allauth pages that the portal uses; the names are the ones allauth reverses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from django.urls import path
from django.views.generic import RedirectView

from accounts.views import ActivateSecondFactorView

urlpatterns = [
    # One page, under both names that allauth reverses.
    path("sign-in/", account.request_login_code, name="account_login"),
    path("sign-in/", account.request_login_code, name="account_request_login_code"),
    path("sign-in/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("second-factor/", ActivateSecondFactorView.as_view(), name="mfa_activate_totp"),
    path(
        "second-factor/recovery-codes/",
        recovery.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path("second-factor/done/", RedirectView.as_view(pattern_name="dashboard"), name="mfa_index"),
]
