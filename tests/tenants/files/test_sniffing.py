"""What a file is, by its bytes: the ending and the sender's claim make nothing a picture or a page."""

import io
import os
import zipfile

import pytest

from tenants.files.sniffing import PICTURES, UNKNOWN, media_type, served_type
from tests.factories.pictures import draw

OFFICE = "application/vnd.openxmlformats-officedocument."


def zipped(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return written.getvalue()


KNOWN: list[tuple[bytes, str, str]] = [
    (draw("PNG"), "a.png", "image/png"),
    (draw("JPEG"), "a.jpg", "image/jpeg"),
    (draw("GIF"), "a.gif", "image/gif"),
    (draw("WEBP"), "a.webp", "image/webp"),
    (draw("TIFF"), "a.tiff", "image/tiff"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a.pdf", "application/pdf"),
    (zipped("word/document.xml"), "a.docx", f"{OFFICE}wordprocessingml.document"),
    (zipped("xl/workbook.xml"), "a.xlsx", f"{OFFICE}spreadsheetml.sheet"),
    (zipped("a.txt"), "a.zip", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.doc", "application/msword"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a", "application/x-ole-storage"),
    (b"\x1f\x8b\x08\x00", "a.gz", "application/gzip"),
    (b"Rar!\x1a\x07\x00" + b"\0" * 20, "a.rar", "application/x-rar-compressed"),
    (b"ID3\x03\x00", "a.mp3", "audio/mpeg"),
    (b"\x00\x00\x00\x18ftypM4A \x00", "a.m4a", "audio/mp4"),
    (b"\x00\x00\x00\x18ftypmp42\x00", "a.mp4", "video/mp4"),
    (b"\x00\x00\x00\x18ftypheic\x00", "a.heic", "image/heif"),
    (b"MZ\x90\x00\x03\x00\x00\x00", "a.exe", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF\x02\x01", "a", "application/x-executable"),
    ("مرحبًا، الكنبة ممزّقة".encode(), "a.txt", "text/plain"),
    ("שלום".encode("utf-16"), "a.txt", "text/plain"),
    (b"name,sum\nsofa,1\n", "a.csv", "text/csv"),
    (b"BEGIN:VCALENDAR\nVERSION:2.0\n", "a.ics", "text/calendar"),
    (b"From: a@example.com\nSubject: x\n\nhello", "a.eml", "message/rfc822"),
    (b'{"a": 1}', "a.json", "application/json"),
    (b"", "a.txt", UNKNOWN),
    (b"\x01\x02\x03\x04", "a.png", UNKNOWN),
]
PAGES: list[tuple[bytes, str]] = [
    (b"<html><script>alert(1)</script>", "text/html"),
    (b"\xef\xbb\xbf  <!DOCTYPE HTML><title>x", "text/html"),
    (b"words first, then <script >alert(1)</script>", "text/html"),
    ("<html><script>alert(1)</script>".encode("utf-16"), "text/html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml"),
    (b"<?xml version='1.0'?><!-- x --><svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    (b"<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>", "application/xml"),
]
CLAIMS = ("a.png", "a.jpg", "a.gif", "a.webp", "a.pdf", "a.txt", "a.docx", "a.html", "a.svg", "a", "a.php.png")


@pytest.mark.parametrize(("content", "name", "kind"), KNOWN)
def test_a_type_is_read_from_the_bytes(content: bytes, name: str, kind: str) -> None:
    assert media_type(content, name) == kind


@pytest.mark.parametrize(("content", "kind"), PAGES)
@pytest.mark.parametrize("name", CLAIMS)
def test_a_page_under_any_name_is_never_a_picture_and_never_served_as_a_page(
    content: bytes, kind: str, name: str
) -> None:
    assert media_type(content, name) == kind
    assert served_type(kind) == UNKNOWN


@pytest.mark.parametrize("name", CLAIMS)
def test_a_name_makes_no_picture_of_other_bytes(name: str) -> None:
    for content in (
        b"plain words",
        b"\x00\x01\x02",
        os.urandom(300).replace(b"\xff", b"\x00"),
        zipped("a.png"),
        b"%PDF-1.4",
    ):
        assert media_type(content, name) not in PICTURES


def test_what_a_browser_could_run_is_served_as_plain_bytes() -> None:
    for kind in (
        "text/html",
        "image/svg+xml",
        "application/xml",
        "text/xml",
        "application/xhtml+xml",
        "text/javascript",
    ):
        assert served_type(kind) == UNKNOWN
        assert served_type(f"{kind}; charset=utf-8") == UNKNOWN
    assert served_type("application/pdf") == "application/pdf"
    assert served_type("text/plain\r\nX-Evil: 1") == UNKNOWN
