"""Sign-in and one's own account.

Only the allauth pages that the portal uses; where it reverses a name, the name is allauth's. The
pages on which an address is typed are in `safety_portal.urls`.
"""

from allauth.account import views as allauth_account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

from accounts.views import account, factors

urlpatterns = [
    path("sign-in/code/", allauth_account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/password/", account.PasswordSignInView.as_view(), name="sign_in_password"),
    path(
        "sign-in/passkey/", login_not_required(webauthn.login_webauthn), name="mfa_login_webauthn"
    ),
    path("sign-in/second-factor/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/inactive/", allauth_account.account_inactive, name="account_inactive"),
    path("sign-out/", allauth_account.logout, name="account_logout"),
    path("account/", account.AccountView.as_view(), name="account"),
    path("account/name/", account.NameView.as_view(), name="account_name"),
    path(
        "account/email/code/",
        account.ProveAddressView.as_view(),
        name="account_email_verification_sent",
    ),
    path("account/password/", account.SetPasswordView.as_view(), name="account_set_password"),
    path(
        "account/password/change/",
        account.ChangePasswordView.as_view(),
        name="account_change_password",
    ),
    path(
        "account/password/remove/",
        account.RemovePasswordView.as_view(),
        name="account_remove_password",
    ),
    path("account/sessions/", account.SessionsView.as_view(), name="account_sessions"),
    path(
        "account/sessions/end-others/",
        account.EndOtherSessionsView.as_view(),
        name="account_end_other_sessions",
    ),
    path(
        "account/sessions/<int:pk>/end/",
        account.EndSessionView.as_view(),
        name="account_end_session",
    ),
    path("account/passkeys/add/", factors.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        factors.RemovePasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("second-factor/", factors.ActivateSecondFactorView.as_view(), name="mfa_activate_totp"),
    path(
        "second-factor/remove/",
        factors.RemoveSecondFactorView.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "second-factor/recovery-codes/",
        recovery.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path("second-factor/done/", RedirectView.as_view(pattern_name="account"), name="mfa_index"),
]
