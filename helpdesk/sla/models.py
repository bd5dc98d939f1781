"""Opening hours and holidays, changed by supervisors without a release (domain.md 8)."""

from __future__ import annotations

from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone


class ClosedMode(models.TextChoices):
    """What the public form does outside the hours (domain.md 8 and 16)."""

    HIDE_FORM = "hide_form", "Formulir ditutup"
    ACCEPT_LATER = "accept_later", "Formulir tetap diterima, dijawab pada jam layanan"


class DeskHours(models.Model):
    """The one row of opening rules, in WIB."""

    opens = models.TimeField("buka (WIB)", default=time(9))
    closes = models.TimeField("tutup (WIB)", default=time(17))
    weekdays = models.CharField(
        "hari layanan", max_length=7, default="12345", help_text="1 = Senin … 7 = Minggu."
    )
    closed_mode = models.CharField(
        "di luar jam layanan",
        max_length=16,
        choices=ClosedMode.choices,
        default=ClosedMode.HIDE_FORM,
    )
    joint_leave_closes = models.BooleanField("cuti bersama ikut tutup", default=True)
    grace_minutes = models.PositiveSmallIntegerField(
        "tenggang kirim (menit)",
        default=15,
        help_text="Formulir yang dibuka sebelum tutup masih dapat dikirim selama ini.",
    )

    class Meta:
        verbose_name = "jam layanan"
        verbose_name_plural = "jam layanan"

    def clean(self) -> None:
        if self.opens >= self.closes:
            raise ValidationError({"closes": "Jam tutup harus sesudah jam buka."})
        if not self.weekdays or set(self.weekdays) - set("1234567"):
            raise ValidationError({"weekdays": "Isi dengan angka 1 sampai 7."})


class Holiday(models.Model):
    """A national holiday or joint leave day (cuti bersama), or one added by hand."""

    day = models.DateField("tanggal", unique=True)
    name = models.CharField("nama", max_length=120)
    joint_leave = models.BooleanField("cuti bersama", default=False)

    class Meta:
        ordering = ["day"]
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y} {self.name}"


class Disturbance(models.Model):
    """A disturbance that the desk knows of, told to everybody on the start page and the form."""

    text = models.CharField(
        "pemberitahuan", max_length=300, help_text="Satu atau dua kalimat, tanpa data pribadi."
    )
    text_en = models.CharField("dalam bahasa Inggris", max_length=300, blank=True)
    starts = models.DateTimeField("ditampilkan mulai", default=timezone.now)
    ends = models.DateTimeField(
        "sampai", null=True, blank=True, help_text="Kosong: sampai dihapus atau diisi."
    )

    class Meta:
        ordering = ["-starts"]
        verbose_name = "gangguan yang diketahui"
        verbose_name_plural = "gangguan yang diketahui"

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.ends is not None and self.ends <= self.starts:
            raise ValidationError({"ends": "Akhir harus sesudah mulai."})
