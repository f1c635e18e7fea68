"""Reading a Word document: all of its text, and one clear sentence for what cannot be read."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from improvement_plans.documents import Brought, Piece, Unreadable, read_text, read_word
from improvement_plans.documents.opening import BOMB, BROKEN, TOO_BIG
from improvement_plans.documents.word import Reading

W = nsdecls("w")
SAVE_AS = "Open it in Word and save it as a Word document (.docx), or paste its text"


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def written(*paragraphs: tuple[str, str]) -> Any:
    document = docx.Document()
    for text, style in paragraphs:
        document.add_paragraph(text, style=style or None)
    return document


def with_xml(xml: str) -> Brought:
    """A document with this element between two paragraphs."""
    document = written(("Before.", ""), ("After.", ""))
    document.paragraphs[0]._p.addnext(parse_xml(xml))
    return read_word(saved(document))


def pieces(*found: tuple[str, str]) -> list[Piece]:
    return [Piece(heading, text) for heading, text in found]


def test_text_is_gathered_under_its_headings_with_lists_and_line_breaks() -> None:
    document = written(
        ("Safer nights", "Title"), ("Foreword.", ""), ("Where we are", "Heading 1"),
        ("Two things:\nfirst", ""), ("Falls", "List Bullet"), ("Sepsis", "List Number"),
        ("Then more.", ""), ("Priorities", "Heading 1"), ("Falls", "Heading 2"),
    )  # fmt: skip
    assert read_word(saved(document)) == Brought(
        pieces(
            ("Safer nights", "Foreword."),
            ("Where we are", "Two things:\nfirst\n\n- Falls\n- Sepsis\n\nThen more."),
            ("Priorities", ""),
            ("Falls", ""),
        )
    )


def test_a_style_made_from_a_heading_is_one_and_bold_lines_are_where_there_is_no_other() -> None:
    document = written(("Ours", "Heading 1"), ("Text.", ""))
    own = document.styles.add_style("Trust blue", 1)
    own.base_style = document.styles["Heading 2"]
    document.paragraphs[0].style = own
    assert read_word(saved(document)) == Brought(pieces(("Ours", "Text.")))
    document = written(("", ""), ("Text.", ""))
    document.paragraphs[0].add_run("Bold").bold = True
    brought = read_word(saved(document))
    assert (brought.pieces, len(brought.left_out)) == (pieces(("Bold", "Text.")), 1)
    # The words of a text box in it are another paragraph's, bold or not.
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>Plain</w:t></w:r></w:p></w:txbxContent></w:pict>"
    bold = f"<w:p {W}><w:r><w:rPr><w:b/></w:rPr><w:t>Bold</w:t></w:r><w:r>{box}</w:r></w:p>"
    assert with_xml(bold).pieces == pieces(("", "Before."), ("Bold", "Plain\n\nAfter."))


def test_a_table_is_one_line_for_each_row() -> None:
    document = written(("Measures", "Heading 1"), ("A list", "List Bullet"))
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Measure", "Target", "Falls", "0.9"), strict=True):
        cell.text = text
    plain = read_word(saved(document))
    assert plain.pieces == pieces(("Measures", "- A list\n\n- Measure; Target\n- Falls; 0.9"))
    assert [line.partition(".")[0] for line in plain.left_out] == [
        "Tables were turned into lines, one for each row"
    ]
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
    named = read_word(saved(document))
    assert named.pieces == pieces(("Measures", "- A list\n\n- Measure: Falls; Target: 0.9"))


def test_a_frame_is_read_as_what_it_holds() -> None:
    document = written()
    document.add_table(1, 1).cell(0, 0).text = "In a frame."
    assert read_word(saved(document)) == Brought(pieces(("", "In a frame.")))


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Held.</w:t></w:r></w:p></w:sdtContent></w:sdt>", "Held."),
        (f"<w:p {W}><w:ins w:id='1' w:author='x'><w:r><w:t>New.</w:t></w:r></w:ins></w:p>", "New."),
        (f"<w:p {W}><w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r></w:p>", "co-op"),
        (f"<w:p {W}><w:r><w:t>It\x92s\u202e\u00ad fine</w:t></w:r></w:p>", "It’s fine"),
        (
            f"<w:p {W}><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r></w:p>",
            "Boxed.",
        ),
    ],
    ids=["content control", "tracked insertion", "hyphen", "odd characters", "text box"],
)  # fmt: skip
def test_no_text_gets_lost(xml: str, text: str) -> None:
    assert with_xml(xml) == Brought(pieces(("", f"Before.\n\n{text}\n\nAfter.")))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>", "1 deleted passage: tracked"),
        ("<w:r><w:footnoteReference w:id='1'/></w:r>", "1 footnote: they stand outside"),
        ("<w:r><w:object/></w:r>", "1 embedded file: a plan here is text."),
        ("<w:r><w:drawing/></w:r><w:r><w:drawing/></w:r>", "2 charts or drawings: the portal"),
    ],
)
def test_what_is_left_out_is_said_with_the_reason(inside: str, said: str) -> None:
    brought = with_xml(f"<w:p {W}>{inside}</w:p>")
    assert brought.pieces == pieces(("", "Before.\n\nAfter."))
    assert [line[: len(said)] for line in brought.left_out] == [said]


def test_a_picture_is_left_out() -> None:
    document = written(("Before.", ""))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
    ]
    dot = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in [*chunks, (b"IEND", b"")]
    )
    document.add_picture(io.BytesIO(dot))
    document.sections[0].header.paragraphs[0].text = "On each page"
    assert [line.partition(":")[0] for line in read_word(saved(document)).left_out] == [
        "1 picture",
        "Page headers and footers",
    ]


def test_a_long_text_is_cut_between_words_and_nothing_gets_lost() -> None:
    words = "learning " * 3_000
    found = read_text(f"# Long\n{words}").pieces
    assert [piece.heading for piece in found] == ["Long", "Long (continued)", "Long (continued)"]
    assert " ".join(piece.text for piece in found) == words.strip()


def test_a_pasted_text_has_headings_that_stand_alone_or_begin_with_a_mark() -> None:
    text = "Foreword.\r\n\r\nWhere we are\r\n\r\nWe are here.\n- one\n- two\n\n## Next\nGo on."
    assert read_text(text) == Brought(
        pieces(
            ("", "Foreword."),
            ("Where we are", "We are here.\n- one\n- two"),
            ("Next", "Go on."),
        )
    )


def test_more_than_anybody_places_is_refused() -> None:
    with pytest.raises(Unreadable, match="more than 400 headings or 500,000 characters"):
        read_text("# H\nx\n" * 401)


def test_a_file_of_far_too_many_paragraphs_is_not_read_to_its_end() -> None:
    with pytest.raises(Unreadable, match="more than 400 headings"):
        with_xml(f"<w:sdt {W}>{'<w:p/>' * 20_001}</w:sdt>")


def test_what_nobody_can_see_is_neither_a_heading_nor_a_text() -> None:
    document = written(
        ("Falls", "Heading 1"), ("\uf0b7", ""), ("\u200b", "Heading 1"), ("At night.", "")
    )
    assert read_word(saved(document)).pieces == pieces(("Falls", "At night."))
    assert read_text("# Falls\n\u200b\n# \u200b\nAt night.").pieces == pieces(
        ("Falls", "At night.")
    )


def test_a_file_grows_neither_by_its_column_names_nor_by_its_styles() -> None:
    """Each row says the names of the columns again, and each paragraph asks all its styles."""
    document = written(("Before.", ""))
    table = document.add_table(rows=1, cols=2)
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {W}/>"))
    for _ in range(50):
        table.add_row()
    for number, cell in enumerate(table._cells):
        cell.text = str(number) if number > 1 else "n" * 10_000
    assert sum(len(piece.text) for piece in read_word(saved(document)).pieces) < 25_000
    document = written(("Deep.", ""))
    for number in range(50):
        style = document.styles.add_style(f"S{number}", 1)
        style.base_style = document.styles[f"S{number - 1}"] if number else None
    document.paragraphs[0].style = "S49"
    names = list(Reading(document).style_names(document.paragraphs[0]._p))
    assert (names[0], len(names)) == ("s49", 20)


def test_a_text_box_in_a_text_box_is_read_once() -> None:
    start = "<w:p><w:r><w:pict><w:txbxContent>"
    end = "</w:txbxContent></w:pict></w:r></w:p>"
    xml = f"{start * 3}<w:p><w:r><w:t>Boxed.</w:t></w:r></w:p>{end * 3}".replace(
        "<w:p>", f"<w:p {W}>", 1
    )
    assert with_xml(xml).pieces == pieces(("", "Before.\n\nBoxed.\n\nAfter."))


def test_forty_pages_take_no_time_to_speak_of() -> None:
    """Against reading the same file with the library alone, in one run."""
    document = written(*[("Every ward learns from what nearly went wrong. " * 10, "")] * 300)
    data = saved(document)
    started = time.perf_counter()
    docx.Document(io.BytesIO(data))
    alone = time.perf_counter() - started
    started = time.perf_counter()
    read_word(data)
    assert (time.perf_counter() - started) / alone < 30


# What is no document


def changed(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A good document with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(saved(written(("Text.", ""))))) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def entities(parts: dict[str, bytes]) -> None:
    head = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "lol">]>'
    body = parts["word/document.xml"]
    start = body.index(b"<w:document")
    parts["word/document.xml"] = (
        body[:start] + head + body[start:].replace(b"Text.", b"Text.&x;&y;")
    )


def test_entities_are_never_resolved() -> None:
    assert read_word(changed(entities)).pieces == pieces(("", "Text."))


def cut_short(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = parts["word/document.xml"][:300]


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = b"<a>" + b" " * 14_000_000 + b"</a>"


def macros(parts: dict[str, bytes]) -> None:
    parts["word/vbaProject.bin"] = b"x"


def no_document(parts: dict[str, bytes]) -> None:
    del parts["word/document.xml"]


def spreadsheet(parts: dict[str, bytes]) -> None:
    kind = b"wordprocessingml.document.main"
    types = parts["[Content_Types].xml"].replace(kind, b"spreadsheetml.sheet.main")
    parts["[Content_Types].xml"] = types


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is empty. Choose the document that has your text"),
        (b"x" * 10_000_001, TOO_BIG),
        (b"%PDF-1.7", f"This is not a Word document (.docx). {SAVE_AS}"),
        (b"\xd0\xcf\x11\xe0" + b"W\0o\0r\0d\0", f"This is an older Word document (.doc). {SAVE_AS}"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "This document is protected by a password. Take the password off in Word first",
        ),
        (changed(cut_short), BROKEN),
        (changed(no_document), BROKEN),
        (changed(spreadsheet), BROKEN),
        (changed(bomb), BOMB),
        (changed(macros), "This document has macros. Save it as a Word document without them (.docx)"),
        (saved(written())[:-30], f"This is not a Word document (.docx). {SAVE_AS}"),
        (saved(written()), "There is no text in this document to place in your plan"),
    ],
    ids=[
        *("empty", "too big", "pdf", "doc", "password", "cut short", "no document", "spreadsheet"),
        *("bomb", "macros", "cut zip", "no text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_word(data)
    assert str(refused.value) == said


def test_other_archives_are_no_documents() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("page.txt", "hello")
    with pytest.raises(Unreadable, match="This is not a Word document"):
        read_word(out.getvalue())
