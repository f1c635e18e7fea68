"""Django's password rules, with messages that say what to do."""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)


class LongEnough(MinimumLengthValidator):
    """Length is what makes a password hard to guess."""

    def get_error_message(self) -> str:
        return f"Use {self.min_length} characters or more. Three random words work well."


class NotCommon(CommonPasswordValidator):
    """The passwords that are tried first."""

    def get_error_message(self) -> str:
        return "Many people use this password, so it is easy to guess. Choose another."


class NotAboutThePerson(UserAttributeSimilarityValidator):
    """Name and address are known to others."""

    def get_error_message(self) -> str:
        return "This is too much like your name or email address. Choose something else."
