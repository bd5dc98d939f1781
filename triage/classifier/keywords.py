"""The words a reader would search for in each category, as regular expressions (prefix match).

Used only to mark keyword-free ("hard") texts in the evaluation, never as features.
Source of the words: the names and typical wordings of domain.md 4.
"""

from __future__ import annotations

KEYWORDS: dict[int, tuple[str, ...]] = {
    1: ("lupa", "pass?w", "pasw", "pswd", "pwd", "(?:kata )?sandi", "reset", "otp"),
    2: ("tidak (?:di)?temukan", "(?:tdk|gak?|nggak|ngga) (?:di)?(?:ke)?temu", "pencarian", "dicari",
        "cek akun", "tidak terdaftar"),
    3: (r"pd\.?\s?data", "csv", "daftar unduh", "unduhan"),
    4: ("(?:ter|di)?hapus", "(?:di)?non-?aktif", "disable", "suspend", "ditangguhkan", "blokir",
        "diblokir", "hilang", "deleted"),
    5: ("aktivasi", "(?:di)?aktifkan", "aktifasi", "activat", "belum aktif"),
    6: ("operator", r"ops\b", "admin", "sso", "sdm"),
    7: (r"pmm\b", "merdeka mengajar", "ruang gtk", "guru.kemdikbud"),
    8: ("dapo", "sinkron", "singkron"),
    9: ("unduh", "(?:men|di|ter)gunduh", "(?:me|di|ter)?ngunduh", "d[ao]wnload", "donlot", "donwload",
        "csv"),
    10: ("admin", "penambahan", "tambah", "kepala sekolah baru", "kepsek baru"),
    11: ("akun baru", "pembuatan", "(?:di)?buat", "belum (?:punya|memiliki|ada|dapat) akun",
         "bikin"),
    12: ("simpkb", r"sim\s?pkb", r"ppg\b", r"ukg\b"),
    13: ("google", "classroom", "drive", "gmail", r"meet\b", "form", "docs"),
    14: ("chrome\\s?book", "cromebook", "krom", "laptop"),
    15: ("ref+er+al", "kode", "reveral"),
    16: ("terima kasih", "trima", "makasih", "saran", "arkas", "siplah", "anbk", "bagus"),
}  # fmt: skip
