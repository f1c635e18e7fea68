"""The certificate as tagged PDF. Skipped where Pango is missing, never in CI."""

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from certificates.models import Certificate
from core import pdf
from organisations.models import Membership

JOINED = datetime(2024, 3, 3, 12, tzinfo=UTC)
LONG_NAME = ("THE VERY LONG NAME OF A FOUNDATION TRUST " * 5)[:200]
with_pango = pytest.mark.usefixtures("pango")


@pytest.fixture
def pango() -> None:
    if pdf.is_available():
        return
    reason = "No Pango on this machine. To make PDFs: apt install libpango-1.0-0 libpangoft2-1.0-0"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def path_of(certificate: Certificate) -> str:
    return reverse("certificate_pdf", args=[certificate.shown_code])


def catalogue(document: PdfReader) -> dict[str, Any]:
    """Where a document says what it is."""
    return cast("dict[str, Any]", document.trailer["/Root"])


def made(certificate: Certificate) -> PdfReader:
    Membership.objects.filter(pk=certificate.membership_id).update(joined_at=JOINED)
    answer = Client().get(path_of(certificate))
    assert answer.status_code == 200
    return PdfReader(io.BytesIO(answer.content))


def tags(element: object, found: list[str]) -> list[str]:
    """The structure's elements in their order."""
    node = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(node, list):
        for child in node:
            tags(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append(str(node["/S"]))
        if "/K" in node:
            tags(node["/K"], found)
    return found


@with_pango
def test_it_is_pdf_ua_and_says_so(certificate: Certificate) -> None:
    document = made(certificate)
    root = catalogue(document)
    said = (
        root["/Lang"],
        root["/MarkInfo"]["/Marked"],
        root["/ViewerPreferences"]["/DisplayDocTitle"],
        document.metadata.title if document.metadata else "",
        b'pdfuaid:part="1"' in root["/Metadata"].get_data(),
    )
    title = "Certificate of Harrowmere Test NHS Trust – Safety portal"
    assert said == ("en-GB", True, True, title, True)


@with_pango
def test_its_structure_is_heading_paragraphs_and_the_five_pledges(certificate: Certificate) -> None:
    found = tags(catalogue(made(certificate))["/StructTreeRoot"], [])
    assert (found.count("/H1"), found.count("/L"), found.count("/LI")) == (1, 1, 5)
    # PDF/UA-1: what an item says is in its body.
    assert found.count("/LBody") == 5


@with_pango
def test_its_text_can_be_read_out(certificate: Certificate) -> None:
    text = " ".join(made(certificate).pages[0].extract_text().split())
    expected = [
        "Safety portal Certificate Harrowmere Test NHS Trust Member since 3 March 2024",
        "1. Put safety first 2. Continually learn 3. Be honest 4. Collaborate 5. Be supportive",
        f"Certificate {certificate.shown_code}",
    ]
    assert [part for part in expected if part not in text] == []


@with_pango
def test_its_fonts_are_embedded(certificate: Certificate) -> None:
    page = cast("dict[str, Any]", made(certificate).pages[0])
    fonts = page["/Resources"]["/Font"].values()
    inner = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts]
    files = [
        {"/FontFile", "/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in inner
    ]
    assert (len(files) > 0, all(files)) == (True, True)


@with_pango
@pytest.mark.parametrize("name", ["A", LONG_NAME, "W" * 200])
def test_it_fits_one_page_of_a4_whatever_the_name(
    name: str, make_certificate: Callable[..., Certificate]
) -> None:
    certificate = make_certificate(name=name)
    Membership.objects.filter(pk=certificate.membership_id).update(
        sponsor_name="N" * 120, sponsor_title="T " * 60
    )
    document = made(certificate)
    size = [round(float(n)) for n in document.pages[0].mediabox[2:]]
    assert (len(document.pages), size) == (1, [595, 842])


@with_pango
def test_it_is_a_file_with_a_name(certificate: Certificate) -> None:
    answer = Client().get(path_of(certificate))
    name = f"certificate-{certificate.membership.organisation.slug}.pdf"
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf",
        f'attachment; filename="{name}"',
    )


@with_pango
def test_what_people_typed_is_text_in_it_too(make_certificate: Callable[..., Certificate]) -> None:
    document = made(make_certificate(name='<IMG SRC="FILE:///ETC/PASSWD">'))
    assert ("<img" in document.pages[0].extract_text().lower(), len(document.pages[0].images)) == (
        True,
        0,
    )


@with_pango
def test_nothing_is_fetched_while_it_is_made(caplog: pytest.LogCaptureFixture) -> None:
    pages = [
        '<img alt="" src="http://127.0.0.1:1/a.png">',
        '<img alt="" src="file:///etc/hostname">',
        '<link rel="stylesheet" href="http://127.0.0.1:1/a.css">',
        '<img alt="" src="data:image/png;base64,AAAA">',
    ]
    for page in pages:
        pdf.from_html(f'<html lang="en"><title>T</title><body><p>Words</p>{page}')
    refused = [record for record in caplog.records if "disallowed protocol" in record.getMessage()]
    assert len(refused) == len(pages)


@with_pango
def test_it_says_how_the_membership_stands_today(certificate: Certificate) -> None:
    Membership.objects.filter(pk=certificate.membership_id).update(
        state="WITHDRAWN", state_reason="A reason."
    )
    assert "Was a member from" in made(certificate).pages[0].extract_text()


def test_without_pango_it_is_neither_offered_nor_there(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    page = Client().get(reverse("certificate", args=[certificate.shown_code]))
    assert (b".pdf" in page.content, Client().get(path_of(certificate)).status_code) == (False, 404)


@with_pango
def test_a_pdf_that_nobody_has_is_a_friendly_404(db: None) -> None:
    answer = Client().get(reverse("certificate_pdf", args=["7K3M0-2WX9A"]))
    assert (answer.status_code, b"No certificate has this code" in answer.content) == (404, True)
