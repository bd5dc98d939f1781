"""Light affix stripping for Indonesian with the help desk's own words in front.

The dictionary stemmer does not know borrowed roots ("mereset", "loginnya") and cuts names of
offices and levels ("pengawas", "kesetaraan"); both are mended here before it is asked.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Protocol

from helpdesk.lib.words import words

# Borrowed or domain roots: affixes around them are cut, the roots themselves stay.
_ROOTS = words(
    "reset login logout akun password email gmail dapodik sinkron upload download unggah unduh "
    "aktivasi verifikasi validasi update link klik scan install otp npsn nik nisn nuptk simpkb "
    "pmm pddata chromebook classroom drive google server error web aplikasi username belajarid "
    "operator admin referral kode data nonaktif blokir akses input edit restart refresh setting "
    "tarik ajar siswa guru hp wa link print format file backup transfer share klaim eror"
)
# Left whole: stemming would change what they mean here.
_KEPT = words(
    "pengawas kesetaraan pendidikan pendidik kependidikan pembelajaran kementerian keterangan "
    "kepala kecamatan kabupaten satuan dasar menengah pemulihan peserta didik dinas penilik "
    "pamong merdeka mengajar informasi petugas tautan sinkronisasi perangkat tangguhkan berapa "
    "bagaimana mengapa lagi tidak belum sudah sekolah salah masuk masalah kendala"
)
_PREFIXES = ("", "menge", "penge", "meng", "peng", "mem", "men", "pem", "pen", "nge", "ter",
             "ber", "me", "pe", "di", "ke", "ng", "m", "n")  # fmt: skip
_ENDING = re.compile(r"(?:kan|an|i)?(?:nya|ku|mu)?(?:lah|kah|pun)?")


class _Stemmer(Protocol):
    def stem(self, text: str) -> str: ...


@cache
def _stemmer() -> _Stemmer:
    # Late: reading its 30,000 words is not worth a web worker's start.
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    stemmer: _Stemmer = StemmerFactory().create_stemmer()
    return stemmer


@lru_cache(maxsize=65_536)
def stem_token(token: str) -> str:
    """The root of one normalised token; markers, short and domain words stay as they are."""
    if len(token) < 4 or not token.isalpha() or not token.isascii():
        return token
    if token in _ROOTS or token in _KEPT or token.startswith("xakun"):
        return token
    for prefix in _PREFIXES:
        if not token.startswith(prefix):
            continue
        rest = token[len(prefix) :]
        for length in range(len(rest), 1, -1):
            if rest[:length] in _ROOTS and _ENDING.fullmatch(rest, length):
                return rest[:length]
    bare = re.sub(r"(?:nya|lah|kah|pun)$", "", token)
    return bare if bare in _KEPT else _stemmer().stem(token)
