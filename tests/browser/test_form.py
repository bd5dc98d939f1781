"""The form in a real browser: no secret in the draft, no file lost, English on the spot, light."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from PIL import Image

from helpdesk.tickets import access
from helpdesk.tickets.models import Attachment
from tests.browser.conftest import Visitor
from tests.browser.test_whole_way import fill_form, send
from tests.cast import make_cast
from tests.factories import open_report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reload_reference"),
]
FORM = "/lapor/?user_type=teacher&kategori=1"
SECRET = "Rahasia#2026"
SENTENCE = f"Password saya {SECRET} ditolak terus sejak kemarin pagi."
CLEAN = "Saya lupa kata sandi akun guru, sudah reset sendiri tetap gagal masuk."


def draft(page: Any) -> str:
    return str(page.evaluate("localStorage.getItem('draft:lapor') || ''"))


def wait_for_draft(page: Any, words: str) -> None:
    page.wait_for_function(
        "w => (localStorage.getItem('draft:lapor') || '').includes(w)", arg=words
    )


def watch(page: Any) -> None:
    """From now on keep every draft that the page writes, so that not one is missed."""
    page.evaluate(
        """() => { const put = Storage.prototype.setItem; window.written = [];
        Storage.prototype.setItem = function (k, v) { window.written.push(v); put.call(this, k, v); }; }"""
    )


def written(page: Any) -> str:
    return "\n".join(page.evaluate("window.written"))


@pytest.mark.parametrize("field", ["detail", "title"])
def test_a_typed_password_never_reaches_the_disk(visitor, field: str) -> None:
    page = visitor(390).go(FORM)
    watch(page)
    page.fill("[name=email]", "lestari.contoh@example.com")
    page.locator(f"[name={field}]").press_sequentially(SENTENCE, delay=30)
    page.wait_for_selector(f"#hint_{field} [data-secret]")  # said while typing, before any blur
    page.locator(f"[name={field}]").blur()
    page.fill("[name=school_name]", "SD Negeri Contoh 1")
    wait_for_draft(page, "SD Negeri Contoh 1")
    assert SECRET not in written(page)
    assert "lestari.contoh" in draft(page)
    # Once the password is out of the text, the text is kept again.
    page.fill(f"[name={field}]", CLEAN)
    wait_for_draft(page, CLEAN)


def test_a_text_is_kept_as_soon_as_a_check_called_it_clean(visitor) -> None:
    window = visitor(390)
    page = window.go(FORM)
    page.fill("[name=title]", "Tidak bisa masuk akun")
    page.fill("[name=detail]", CLEAN)
    wait_for_draft(page, CLEAN)
    wait_for_draft(page, "Tidak bisa masuk akun")
    page = window.go(FORM)
    assert page.input_value("[name=detail]") == CLEAN
    # Put back from the draft it is checked again, so that the next stroke does not lose it.
    page.fill("[name=school_name]", "SD Negeri Contoh 1")
    wait_for_draft(page, "SD Negeri Contoh 1")
    wait_for_draft(page, CLEAN)


def test_nothing_is_kept_of_a_text_that_no_check_answered(visitor) -> None:
    page = visitor(390).go(FORM)
    page.route("**/lapor/periksa/**", lambda route: route.abort())
    page.fill("[name=detail]", CLEAN)
    page.fill("[name=school_name]", "SD Negeri Contoh 1")
    wait_for_draft(page, "SD Negeri Contoh 1")
    assert CLEAN not in draft(page)


def test_a_refused_password_stays_off_the_disk_and_out_of_the_next_visit(visitor) -> None:
    window = visitor(390)
    page = window.go(FORM)
    watch(page)
    fill_form(page, category="1", detail=SENTENCE)
    page.fill("[name=title]", f"sandi: {SECRET}")
    page.click("form#laporan .actions button.big")
    page.wait_for_selector("[role=alert]")
    watch(page)
    for field in ("detail", "title"):
        assert page.locator(f"#hint_{field} [data-secret]").count()
        page.locator(f"[name={field}]").press("End")
        page.locator(f"[name={field}]").press_sequentially(" ya", delay=20)
    page.fill("[name=school_name]", "SD Negeri Contoh 2")
    wait_for_draft(page, "SD Negeri Contoh 2")
    page.wait_for_timeout(1500)  # beyond the delays of check and draft
    assert SECRET not in written(page)
    assert SECRET not in draft(page)
    later = window.go(FORM)
    assert later.input_value("[name=school_name]") == "SD Negeri Contoh 2"
    assert SECRET not in later.input_value("[name=detail]") + later.input_value("[name=title]")


def test_a_password_in_a_reply_is_not_kept_either(visitor) -> None:
    url = f"/lapor/{access.token_of(open_report().pk)}/"
    page = visitor(390).go(url)
    watch(page)
    page.fill("textarea[name=body]", SENTENCE)
    page.wait_for_function("() => window.written.length > 0")
    assert SECRET not in written(page)
    page.fill("textarea[name=body]", "Tautannya belum bisa dibuka.")
    page.wait_for_function("() => window.written.some(v => v.includes('Tautannya'))")


def _picture(folder: Path) -> str:
    path = folder / "layar.png"
    Image.new("RGB", (30, 20), "teal").save(path)
    return str(path)


def test_changing_the_user_type_keeps_the_chosen_file_and_the_text(visitor, tmp_path: Path) -> None:
    window = visitor(390)
    page = window.go("/lapor/?user_type=dinas&kategori=15")
    page.fill("[name=detail]", CLEAN)
    page.set_input_files("[name=attachments]", _picture(tmp_path))
    page.select_option("[name=user_type]", "teacher")
    page.wait_for_selector("[name=school_name]")
    assert page.evaluate("document.querySelector('[name=attachments]').files.length") == 1
    assert page.locator("#attachment_list li").count() == 1
    assert page.input_value("[name=detail]") == CLEAN
    assert not page.locator("[name=position]").count()
    assert not page.locator("[name=category] option[value='15']").count()
    assert "Pendidik" in page.inner_text(".crumbs")
    assert window.fits()
    # The swapped fields live: regencies follow, the panel of R1 opens, and the file arrives.
    fill_form(page, category="1", detail=CLEAN)
    assert page.locator(".r0").is_visible()
    assert "Admin Sekolah" in page.inner_text(".r0")
    send(page)
    assert Attachment.objects.get().display_name == "layar.png"


def test_without_script_a_lost_file_is_said(visitor, tmp_path: Path) -> None:
    page = visitor(390, script=False).go("/lapor/?user_type=teacher")
    page.set_input_files("[name=attachments]", _picture(tmp_path))
    page.click("button[name=refresh][value=province]")
    page.wait_for_selector("text=peramban mengosongkan pilihan berkas")


@pytest.mark.parametrize("script", [True, False])
def test_english_on_the_spot_keeps_what_was_typed(visitor, script: bool) -> None:
    page = visitor(390, script=script).go("/lapor/?user_type=teacher")
    page.fill("[name=title]", "Tidak bisa masuk akun")
    page.fill("[name=detail]", CLEAN)
    page.fill("[name=nik]", "9901015508900001")
    page.click(".switches [lang=en]")
    page.wait_for_selector("html[lang=en]")
    assert page.input_value("[name=title]") == "Tidak bisa masuk akun"
    assert page.input_value("[name=detail]") == CLEAN
    assert page.input_value("[name=nik]") == "9901015508900001"
    page.click(".switches [lang=id]")
    page.wait_for_selector("html[lang=id]")
    assert page.input_value("[name=detail]") == CLEAN


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class _Server(WSGIServer):
    daemon_threads = True


@pytest.fixture
def whole_app(settings: Any, tmp_path: Path) -> Iterator[str]:
    """The desk as it is served: pytest's live server hands out static files past our middleware."""
    from django.core.wsgi import get_wsgi_application

    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.GZIP_FOLDER = tmp_path / "gzip"
    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _on_the_wire(chromium: Any, address: str, username: str = "") -> int:
    """Bytes that Chromium received for a page and all that it loads, with an empty cache."""
    window = Visitor(chromium, address.split("/", 3)[0] + "//" + address.split("/")[2], 390)
    if username:
        window.sign_in(username)
    session = window.context.new_cdp_session(window.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    window.page.goto(address, wait_until="networkidle")
    window.context.close()
    assert not window.complaints
    assert len(sizes) >= 3  # the page, its style, its script
    return int(sum(sizes))


@pytest.mark.parametrize(
    "page", ["/", "/lapor/", "/lapor/?user_type=teacher", "/lapor/?user_type=dinas", "/bantuan/",
             "/bantuan/reset-kata-sandi-sendiri/", "/lapor/cek/", "STATUS", "/meja/"],
)  # fmt: skip
def test_a_page_weighs_under_100_kb_on_the_wire(chromium, whole_app: str, page: str) -> None:
    make_cast()
    if page == "STATUS":
        page = f"/lapor/{access.token_of(open_report().pk)}/"
    username = "yohana" if page == "/meja/" else ""  # the list of a volunteer
    weight = _on_the_wire(chromium, whole_app + page, username)
    assert weight < 100_000, f"{page}: {weight}"
