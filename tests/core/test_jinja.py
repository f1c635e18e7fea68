"""How forms, texts and addresses reach a page."""

import re
from datetime import date
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.test import Client
from django.urls.base import clear_script_prefix, set_script_prefix
from jinja2 import DictLoader, Environment
from pytest_django import Settings

from core.forms import DateField
from core.jinja import crispy, environment, error_list, nhs_logo

CHOICES = [("A", "Apples"), ("B", "Pears & plums")]


class EveryWidgetForm(forms.Form):
    name = forms.CharField(label="Your name", help_text="As on your badge", max_length=20)
    email = forms.EmailField(
        label="Your email",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label="The code", widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "small"})
    )
    story = forms.CharField(
        label="Your story", help_text="No names", max_length=30, widget=forms.Textarea
    )
    notes = forms.CharField(
        label="Your notes", help_text="Briefly", widget=forms.Textarea(attrs={"rows": 3})
    )
    fruit = forms.ChoiceField(
        label="Your fruit", help_text="Pick one", choices=CHOICES, widget=forms.RadioSelect
    )
    fruits = forms.MultipleChoiceField(
        label="Your fruits",
        help_text="Pick some",
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
    basket = forms.ChoiceField(label="Your basket", help_text="Pick it", choices=CHOICES)
    day = DateField(label="Your day", help_text="For example, 31 3 2028")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


TYPED = {
    "name": "Lena <b>Lead</b> the twenty-first",
    "email": "lena-at-harrowmere",
    "code": "",
    "story": "Once upon a time & a half, there was",
    "notes": "\x00kept notes",
    "fruit": "C",
    "fruits": ["B", "C"],
    "basket": "C",
    "day_day": "31",
    "day_month": "feb",
    "day_year": "2028",
    "secret": "hidden-value",
}


@pytest.fixture
def filled() -> EveryWidgetForm:
    return EveryWidgetForm(TYPED)


@pytest.fixture
def env() -> Environment:
    return environment(loader=DictLoader({}))


def ids(html: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]*)"', html))


@pytest.mark.parametrize(
    "label", [f.label for f in EveryWidgetForm.base_fields.values() if f.label]
)
def test_every_field_shows_its_label(label: str) -> None:
    assert len(re.findall(rf">\s*{label}\s*<", crispy(EveryWidgetForm()))) == 1


@pytest.mark.parametrize(
    "hint", [f.help_text for f in EveryWidgetForm.base_fields.values() if f.help_text]
)
def test_every_field_shows_its_hint(hint: str) -> None:
    assert len(re.findall(rf">\s*{hint}\s*<", crispy(EveryWidgetForm()))) == 1


@pytest.mark.parametrize("name", [n for n in EveryWidgetForm.base_fields if n != "secret"])
def test_every_field_shows_its_error_beside_it(name: str, filled: EveryWidgetForm) -> None:
    shown = re.findall(rf'id="id_{name}-error"', crispy(filled))
    assert (len(filled.errors[name]), shown) == (1, [f'id="id_{name}-error"'])


def test_every_error_in_the_summary_links_to_an_id_on_the_page(filled: EveryWidgetForm) -> None:
    links = [error["href"].removeprefix("#") for error in error_list(filled)]
    assert (len(links), set(links) - ids(crispy(filled))) == (9, set())


def test_the_summary_says_what_the_fields_say(filled: EveryWidgetForm) -> None:
    said = [error["text"] for error in error_list(filled)]
    assert said == [text for name in filled.fields for text in filled[name].errors]


def test_an_error_of_the_whole_form_has_no_link() -> None:
    form = EveryWidgetForm({})
    form.add_error(None, "Somebody else was quicker")
    assert error_list(form)[0] == {"text": "Somebody else was quicker"}


def test_a_name_that_was_refused_is_kept_and_escaped(filled: EveryWidgetForm) -> None:
    assert 'value="Lena &lt;b&gt;Lead&lt;/b&gt; the twenty-first"' in crispy(filled)


@pytest.mark.parametrize("part", ['value="31"', 'value="feb"', 'value="2028"'])
def test_a_date_that_was_refused_is_kept(part: str, filled: EveryWidgetForm) -> None:
    assert crispy(filled).count(part) == 1


def test_long_text_that_was_refused_is_kept(filled: EveryWidgetForm) -> None:
    assert "Once upon a time &amp; a half, there was</textarea>" in crispy(filled)


def test_valid_choices_are_kept_when_another_was_refused(filled: EveryWidgetForm) -> None:
    checked = re.findall(r'value="(\w)"[^>]*\schecked', crispy(filled))
    assert checked == ["B"]


def test_a_chosen_radio_and_option_are_kept() -> None:
    html = crispy(EveryWidgetForm({"fruit": "B", "basket": "B"}))
    checked = re.findall(r'value="(\w)"[^>]*\s(checked|selected)', html)
    assert checked == [("B", "checked"), ("B", "selected")]


def test_initial_values_are_shown() -> None:
    initial = {"name": "Lena", "day": date(2028, 3, 31), "notes": "Kept", "fruits": ["A"]}
    html = crispy(EveryWidgetForm(initial=initial))
    values = re.findall(r'name="(?:name|day_\w+)"[^>]*value="([^"]*)"', html)
    assert (values, html.count("checked")) == (["Lena", "31", "3", "2028"], 1)


def test_a_hidden_field_is_hidden(filled: EveryWidgetForm) -> None:
    assert '<input type="hidden" name="secret" value="hidden-value" id="id_secret">' in crispy(
        filled
    )


def test_autocomplete_keyboard_and_spelling_reach_the_input() -> None:
    html = crispy(EveryWidgetForm())
    email, code = (
        next(tag for tag in re.findall(r"<input[^>]*>", html) if f'name="{name}"' in tag)
        for name in ("email", "code")
    )
    found = (
        'autocomplete="email"' in email,
        'spellcheck="false"' in email,
        'inputmode="numeric"' in code,
    )
    assert found == (True, True, True)


def test_a_text_with_a_limit_counts_its_characters() -> None:
    assert re.findall(r'data-maxlength="(\d+)"', crispy(EveryWidgetForm())) == ["30"]


def test_a_form_with_its_own_layout_is_drawn_in_that_order() -> None:
    form = EveryWidgetForm()
    form.helper = FormHelper()  # type: ignore[attr-defined]
    form.helper.layout = Layout("code", "name")  # type: ignore[attr-defined]
    assert re.findall(r'<input[^>]* name="(\w+)"', crispy(form)) == ["code", "name"]


def test_a_form_with_a_helper_but_no_layout_is_drawn_whole() -> None:
    form = EveryWidgetForm()
    form.helper = FormHelper()  # type: ignore[attr-defined]
    assert crispy(form) == crispy(EveryWidgetForm())


def test_ids_on_a_page_are_unique(filled: EveryWidgetForm) -> None:
    found = re.findall(r'\sid="([^"]*)"', crispy(filled))
    assert len(found) == len(set(found))


def test_a_page_escapes_what_it_shows(env: Environment) -> None:
    assert env.from_string("{{ x }}").render(x="<script>") == "&lt;script&gt;"


def test_a_mail_shows_text_as_it_was_typed() -> None:
    context: dict[str, Any] = {
        "organisation": "Guy's & St Thomas' <Trust>",
        "link": "http://x/?a=1&b=2",
    }
    assert "Guy's & St Thomas' <Trust>" in render_to_string(
        "organisations/email/welcome.txt", context
    )


def test_addresses_are_made_from_their_names(env: Environment) -> None:
    shown = env.from_string("{{ url('sign_up_pledge', 7, 2) }} {{ url('verify', pk=7) }}").render()
    assert shown == "/sign-up/7/pledges/2/ /campaign/verify/7/"


@pytest.mark.django_db
def test_a_request_that_brings_a_prefix_leaves_other_peoples_addresses_alone(
    client: Client,
) -> None:
    def shown() -> list[str]:
        page = client.get("/privacy/").content.decode()
        return re.findall(r'href="([^"]*/accessibility/)"', page)

    before = shown()
    set_script_prefix("/evil/")
    theirs = shown()
    clear_script_prefix()
    assert (before, theirs, shown()) == (
        ["/accessibility/"],
        ["/evil/accessibility/"],
        ["/accessibility/"],
    )


def test_filters_write_dates_months_counts_and_paragraphs(env: Environment) -> None:
    template = "{{ d|date }}, {{ d|month }}, {{ 2|plural('plan') }}, {{ '<b>'|paragraphs }}"
    shown = env.from_string(template).render(d=date(2026, 3, 3))
    assert shown == "3 March 2026, March 2026, 2 plans, <p>&lt;b&gt;</p>"


def test_the_nhs_logo_is_off_by_default(env: Environment) -> None:
    assert (settings.SHOW_NHS_LOGO, env.globals["nhs_logo"]) == (False, "")


def test_a_deployer_may_show_the_nhs_logo(settings: Settings) -> None:
    settings.SHOW_NHS_LOGO = True
    logo = str(environment(loader=DictLoader({})).globals["nhs_logo"])
    assert (logo[:30], logo[-6:]) == ('<svg class="nhsuk-header__logo', "</svg>")


def test_a_header_without_a_logo_stops_the_start() -> None:
    header = {"nhsuk/components/header/template.jinja": "<header></header>"}
    with pytest.raises(ImproperlyConfigured, match="Unset SHOW_NHS_LOGO"):
        nhs_logo(Environment(loader=DictLoader(header), autoescape=True))
