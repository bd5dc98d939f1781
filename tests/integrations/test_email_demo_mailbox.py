"""The demo shows the mails it wrote, and nothing else of the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.config import urls as desk_urls
from integrations import outbox
from integrations.email import mailbox
from tests.factories import open_report

# The URL map as a demo has it, whatever the environment of the tests says.
urlpatterns = [
    path("demo/surat/", include("integrations.email.demo_urls")),
    *(p for p in desk_urls.urlpatterns if "demo/surat" not in str(p.pattern)),
]


@pytest.fixture
def demo(settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(settings.MAIL_FOLDER)


@pytest.fixture
def two_mails(demo, db) -> list[mailbox.StoredMail]:
    """Two confirmations in one file, the newer first."""
    from django.conf import settings

    open_report(title="Laporan pertama")
    open_report(title="Laporan kedua <b>tebal</b>")
    outbox.deliver_due()
    assert len(list(Path(settings.MAIL_FOLDER).glob("*.log"))) == 1
    return mailbox.newest(Path(settings.MAIL_FOLDER))


def test_all_mails_of_a_file_are_listed_newest_first(two_mails, client: Client) -> None:
    assert ["kedua" in m.subject for m in two_mails] == [True, False]
    page = client.get("/demo/surat/").content.decode()
    assert page.index("Laporan kedua &lt;b&gt;tebal") < page.index("Laporan pertama")
    assert "lestari.contoh@example.com" in page
    assert f"/demo/surat/{two_mails[0].name}/" in page


def test_a_mail_of_this_minute_was_sent_this_minute(two_mails) -> None:
    assert abs((timezone.now() - two_mails[0].sent_at).total_seconds()) < 60


def test_a_mail_shows_its_text_and_frames_its_html(two_mails, client: Client) -> None:
    newest = two_mails[0]
    page = client.get(f"/demo/surat/{newest.name}/")
    text = page.content.decode()
    assert "Laporan Anda sudah kami terima" in text
    assert f'src="/demo/surat/{newest.name}/isi/"' in text
    assert 'sandbox="allow-popups' in text
    assert "allow-scripts" not in text


def test_the_html_part_runs_no_scripts_and_loads_nothing(two_mails, client: Client) -> None:
    answer = client.get(f"/demo/surat/{two_mails[0].name}/isi/")
    policy = answer["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'none'", "frame-ancestors 'self'", "sandbox"):
        assert rule in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script" not in answer.content.decode()


def test_an_empty_mailbox_says_what_to_do(demo, client: Client, db) -> None:
    assert "Belum ada surat" in client.get("/demo/surat/").content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "..", "x", "20261122-101530-1", "20261122-101530-1-0", "20261122-101530-1-9999999",
        "..%2F..%2Fetc%2Fpasswd", "20261122-101530-1.log-0", "%00", "20261122-101530-%D9%A1-0",
    ],
)  # fmt: skip
def test_a_name_that_is_no_mail_is_not_found(two_mails, client: Client, name) -> None:
    assert client.get(f"/demo/surat/{name}/").status_code == 404
    assert client.get(f"/demo/surat/{name}/isi/").status_code == 404


def test_outside_the_demo_there_is_no_mailbox(two_mails, client: Client, settings) -> None:
    settings.DEMO = False
    for address in ("", f"{two_mails[0].name}/", f"{two_mails[0].name}/isi/"):
        assert client.get(f"/demo/surat/{address}").status_code == 404


def test_a_link_to_another_file_is_no_mail(two_mails, settings, tmp_path) -> None:
    secret = tmp_path / "rahasia.txt"
    secret.write_bytes(b"Content-Type: text/plain\n\nrahasia")
    (Path(settings.MAIL_FOLDER) / "20261122-101530-7.log").symlink_to(secret)
    assert mailbox.find(Path(settings.MAIL_FOLDER), "20261122-101530-7-0") is None
    assert len(mailbox.newest(Path(settings.MAIL_FOLDER))) == 2


def test_a_line_of_dashes_in_a_mail_does_not_cut_it(demo, tmp_path) -> None:
    line = b"-" * 79
    raw = b"Content-Type: text/plain; charset=utf-8\nSubject: a\n\natas\n" + line + b"\nbawah\n"
    (tmp_path / "20261122-101530-7.log").write_bytes(2 * (raw + b"\n" + line + b"\n"))
    mails = mailbox.newest(tmp_path)
    assert len(mails) == 2
    assert "atas" in mails[0].text
    assert "bawah" in mails[0].text


@given(content=st.binary(max_size=2000), start=st.sampled_from([b"", b"Content-Type: text/html\n"]))
def test_no_file_content_breaks_the_list(tmp_path_factory, content, start) -> None:
    folder = tmp_path_factory.mktemp("surat")
    (folder / "20261122-101530-7.log").write_bytes(start + content)
    for found in mailbox.newest(folder):
        assert mailbox.find(folder, found.name) == found


@given(name=st.text(max_size=60))
def test_no_name_reaches_outside_the_folder(tmp_path_factory, name) -> None:
    assert mailbox.find(tmp_path_factory.getbasetemp(), name) is None
