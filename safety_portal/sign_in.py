"""How people sign in: the settings of allauth that no environment changes."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# allauth offers a password to those who may have one at sign-up; ours is chosen later, if at all.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Six digits: a person reads them from a phone and types them.
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"length": 6, "numeric": True, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
# Three codes of three guesses each: nine guesses at an address in five minutes.
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/5m/key",
    # Wrong guesses from one computer, at whatever secret of whomever (`accounts.limits`).
    "guess": "10/5m/ip",
    # Wrong passwords for one address; wrong second factors of one person.
    "login_failed": "5/5m/key",
    "change_password": "10/5m/user",
    # Three codes of three guesses each to prove a new address.
    "manage_email": "3/5m/user",
    "confirm_email": "3/5m/key",
    # Codes of certificates that nobody has, from one computer.
    "certificate": "30/5m/ip",
    # Whole files of open data, which are written anew each time.
    "open_data": "30/5m/ip",
    # Links that somebody asked for who says that they are a sponsor.
    "sponsor_link": "10/5m/ip",
}
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = ACCOUNT_LOGIN_BY_CODE_FORMAT
# Tells a person by mail what changed about how they sign in, and the old address of a new one.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.NewAddressForm",
    "change_password": "accounts.forms.NextPasswordForm",
    "confirm_email_verification_code": "accounts.forms.ProveAddressForm",
    "confirm_login_code": "accounts.forms.ConfirmCodeForm",
    "login": "accounts.forms.PasswordSignInForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "set_password": "accounts.forms.FirstPasswordForm",
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.NotCommon"},
    {
        "NAME": "accounts.passwords.NotAboutThePerson",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey opens the campaign team's pages by itself: it must have asked for a PIN, a face or a
# finger, also where it is the second step, because allauth keeps one challenge for both.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "activate_totp": "accounts.forms.ActivateSecondFactorForm",
    "add_webauthn": "accounts.forms.PasskeyForm",
}
