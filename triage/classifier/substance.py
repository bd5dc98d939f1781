"""Whether a text says enough to be sorted by: «akun saya» and «😭😭🙏» do not.

A linear model is sure of such texts for no reason: one word that happened to stand in complaints of
one category carries the whole sum. A text speaks for itself when it holds two different words that
the model has learnt and that are more than politeness, grammar or a masked address; one of them has
to name more than the account that every report is about.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from helpdesk.lib.words import words

_ENOUGH = 2
# Normalised words (helpdesk.lib.indonesian.normalise) found in complaints of every category.
_EMPTY = words(
    # greetings, courtesy, forms of address
    "as assalamualaikum asalamualaikum waalaikumsalam salam wr wb halo hai hallo hello hi selamat "
    "pagi siang sore malam permisi punten maaf mohon tolong bantu bantuan bantuannya dibantu "
    "info informasi informasinya solusi solusinya pencerahan petunjuk arahan tanya bertanya "
    "bapak ibu pak bu kak kakak mas mbak min bang om tim petugas saya sy aku kami kita kamu "
    "anda dia beliau mereka urgent penting segera please ok oke siap "
    # grammar
    "yang dan di ke dari untuk dengan pada oleh atau tapi tetapi jika kalau karena sebab agar "
    "supaya juga sudah telah belum sedang akan masih lagi terus lalu sekarang tadi kemarin besok "
    "ini itu sini situ sana begini begitu seperti sama saja hanya cuma ya iya tidak bukan jangan "
    "ada bisa dapat boleh harus mau ingin perlu coba dicoba apa apakah siapa mana dimana kapan "
    "kenapa mengapa bagaimana berapa kok sih dong deh nih kah lah pun nya a b c d "
    "bermasalah masalah kendala problem error trouble "
    # what somebody types to see whether anything happens, or pastes without a word of their own
    "test tes testing coba asdf qwerty lorem ipsum script alert html body div http https www com "
    # marks of helpdesk.lib.indonesian for an address or number
    "xakunsiswa xakunguru xakunadmin xakundinas xakundikbud xakunlain xemail xurl xangka xkode "
    "xnik xtelepon xnpsn"
)
_WEAK = words("admin akun akunnya belajarid belajar id email emailnya")


def is_thin(said: Sequence[str], known: Container[str]) -> bool:
    """True for normalised words of which too few are evidence; `known` holds the learnt words."""
    found: set[str] = set()
    specific = False
    for word in said:
        if word in _EMPTY or word not in known or not word.isalpha():
            continue
        found.add(word)
        specific = specific or word not in _WEAK
        if specific and len(found) >= _ENOUGH:
            return False
    return True
