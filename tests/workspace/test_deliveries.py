"""`/meja/kiriman/`: what waits for a person to send it again."""

from __future__ import annotations

import pytest

from integrations.models import DeliveryJob
from tests.factories import open_report

pytestmark = pytest.mark.django_db
URL = "/meja/kiriman/"


@pytest.fixture
def parked(cast) -> DeliveryJob:
    open_report()
    job = DeliveryJob.objects.get()
    DeliveryJob.objects.filter(pk=job.pk).update(
        status="parked", attempts=3, reason="Alamat <b>ditolak</b>."
    )
    return DeliveryJob.objects.get(pk=job.pk)


def test_only_supervisors_see_them(cast, as_user, client, parked) -> None:
    assert client.get(URL).status_code == 302
    for user in (cast.sari, cast.yohana, cast.rudi):
        assert as_user(user).get(URL).status_code == 404
        assert as_user(user).post(f"{URL}{parked.pk}/coba-lagi/").status_code == 404
    shown = as_user(cast.kartika).get(URL).content.decode()
    assert "Alamat &lt;b&gt;ditolak&lt;/b&gt;." in shown
    assert f"#{parked.ticket_number}" in shown
    assert DeliveryJob.objects.get().status == "parked"


def test_try_again_puts_it_on_its_way_once(cast, as_user, parked) -> None:
    browser = as_user(cast.kartika)
    first = browser.post(f"{URL}{parked.pk}/coba-lagi/", follow=True)
    assert "Kiriman dicoba lagi." in first.content.decode()
    job = DeliveryJob.objects.get()
    assert (job.status, job.attempts) == ("waiting", 0)
    second = browser.post(f"{URL}{parked.pk}/coba-lagi/", follow=True)
    assert "sudah tidak menunggu orang" in second.content.decode()


def test_nothing_to_do_says_so(cast, as_user) -> None:
    assert "Semua sudah terkirim" in as_user(cast.kartika).get(URL).content.decode()
