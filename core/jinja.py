"""The Jinja2 environment of every page and mail."""

import json
import re
from functools import lru_cache
from typing import Any

from crispy_forms.helper import FormHelper
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.exceptions import ImproperlyConfigured
from django.forms import BaseForm
from django.template import Context
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    Undefined,
    select_autoescape,
)

from core import marked, text

NEVER_IN_A_SCRIPT = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def environment(**options: Any) -> Environment:
    """Our templates first, then the NHS design system's macros."""
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    # The NHS macros read optional parameters of optional parameters.
    options["undefined"] = ChainableUndefined
    # What an app above has its pages ask for, by the names that the settings give it.
    functions = options.pop("functions", {})
    # Mail is `.txt`: nothing to escape there. All else is a page.
    options["autoescape"] = select_autoescape(disabled_extensions=("txt",), default=True)
    env = Environment(trim_blocks=True, lstrip_blocks=True, **options)
    env.globals.update(
        static=lru_cache(static),
        url=url,
        crispy=crispy,
        error_list=error_list,
        get_messages=get_messages,
        portal_name=settings.PORTAL_NAME,
        contact_email=settings.CONTACT_EMAIL,
        # Where a page is known by for good, whichever host answered.
        base_url=settings.PORTAL_BASE_URL,
        demo=settings.DEMO,
    )
    env.filters.update(
        date=text.nhs_date,
        month=text.month,
        opening=text.opening,
        paragraphs=text.paragraphs,
        plural=text.plural,
    )
    env.filters["json_ld"] = json_ld
    env.filters["marked"] = marked.marked
    env.globals.update({name: import_string(path) for name, path in functions.items()})
    env.globals["nhs_logo"] = nhs_logo(env) if settings.SHOW_NHS_LOGO else ""
    return env


def nhs_logo(env: Environment) -> SafeString:
    """The NHS logo out of the design system's header, for a deployer who may show it."""
    header = env.get_template("nhsuk/components/header/template.jinja").render(params={})
    found = re.search(r"<svg class=\"nhsuk-header__logo\".*?</svg>", header, re.DOTALL)
    if found is None:
        raise ImproperlyConfigured("The NHS header macro has no logo. Unset SHOW_NHS_LOGO.")
    return SafeString(found.group())


def json_ld(data: dict[str, Any]) -> SafeString:
    """Data for machines inside a page: no text in it can end the element that holds it."""
    written = json.dumps(_without_gaps(data), ensure_ascii=False, separators=(",", ":"))
    return SafeString(written.translate(NEVER_IN_A_SCRIPT))


def _without_gaps(data: Any) -> Any:
    """The same without what has no value: nothing is said of what is not known."""
    if isinstance(data, dict):
        kept = {key: _without_gaps(value) for key, value in data.items()}
        return {key: value for key, value in kept.items() if not _is_gap(value)}
    return [_without_gaps(value) for value in data] if isinstance(data, list) else data


def _is_gap(value: Any) -> bool:
    return isinstance(value, Undefined) or value in (None, "", [], {})


def url(name: str, *args: Any, **kwargs: Any) -> str:
    if args or kwargs:
        return reverse(name, args=args, kwargs=kwargs)
    return fixed_url(name, get_script_prefix())


@lru_cache
def fixed_url(name: str, script_prefix: str) -> str:
    """An address without parts that vary; every page has a dozen of them.

    The prefix is in the key because a request can bring its own: one answer must not become
    everybody's.
    """
    return reverse(name)


def crispy(form: BaseForm) -> SafeString:
    """The form's fields in its own layout, drawn by the `nhsuk` template pack."""
    helper = getattr(form, "helper", None) or FormHelper(form)
    helper.form = form
    return SafeString(helper.render_layout(form, Context({})))


def error_list(form: BaseForm) -> list[dict[str, Any]]:
    """What the error summary shows: each error's text and the field it belongs to."""
    errors: list[dict[str, Any]] = [{"text": e} for e in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        first = getattr(bound.field.widget, "first_id", lambda field_id: field_id)(
            bound.id_for_label
        )
        errors += [{"text": e, "href": f"#{first or bound.auto_id}"} for e in bound.errors]
    return errors
