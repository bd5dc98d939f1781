"""Invented people: names composed from lists of many regions, addresses nobody owns.

Nothing here is taken from a person. E-mail stays under the reserved example domains; a NIK
starts with region 99, which does not exist (domain.md 5), so no number can be real.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from helpdesk.lib.words import words
from helpdesk.taxonomy import Level, UserType


@dataclass(frozen=True, slots=True)
class NameStock:
    """First names of women and men and family or second names of one cultural region."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    last: tuple[str, ...]


def _stock(women: str, men: str, last: str) -> NameStock:
    return NameStock(tuple(women.split()), tuple(men.split()), tuple(last.split()))


_STOCKS: dict[str, NameStock] = {
    "aceh": _stock("Cut Nurlaila Rauzah Safrina Mutia", "Teuku Fakhrul Munawir Zulfadli Rizal",
                   "Alamsyahputra Mahdalena Nurdinsyah Hanafiahwan Ramadhanur"),
    "batak": _stock("Rouli Tiurma Marsaulina Ida Friska", "Parlin Togar Jonggi Maruli Hotman",
                    "Simatupang Nainggolan Hutabarat Sitorus Manurung Lubis"),
    "minang": _stock("Yuliarni Desmawati Rahmi Elvira Nofri", "Syafril Afrizal Yusrizal Hendri Zulman",
                     "Chaniagoan Piliangsyah Kotoman Sikumbara Tanjungan"),
    "melayu": _stock("Rosmala Zaleha Nurbaiti Hartini Suryani", "Azhari Syahril Junaidi Raja Hamzah",
                     "Fadlansyah Tamimudin Hasbullahwan Zainalita Kamaruddinsyah"),
    "palembang": _stock("Masayu Nyimas Yuniarti Fitria Komariah", "Kemas Masagus Kgs Alfian Rusdi",
                        "Basrianto Hasanudinata Yahyawan Rozalina Effendira"),
    "lampung": _stock("Ratih Sundari Maryani Helena Siti", "Edi Wayan Iskandar Rohman Suhada",
                      "Marganata Pubiansyah Abungman Sekampung Menggala"),
    "betawi": _stock("Mpok Rohayah Saodah Nurjanah Zubaedah", "Mamat Rojali Naim Sabeni Jaelani",
                     "Marzukian Asnawira Murtadloh Sanusiman Ridwanto"),
    "sunda": _stock("Neng Teti Imas Nenden Yayah Cucu", "Ujang Dedi Cecep Agus Yayan Dadan",
                    "Wiradinata Komarasari Sutarmana Nugrahana Permanasari Kartasemita"),
    "jawa": _stock("Sri Wahyuni Endang Tri Retno Wulan Lestari", "Bambang Slamet Agung Teguh Eko Sugeng",
                   "Purwaningrum Hartadinata Susilowardani Prasetyaningtyas Wibisana Kusumastoro"),
    "madura": _stock("Hosniyah Maimunah Sitti Romlah Sumiyati", "Moh Matrawi Sahrul Abdus Kurdi",
                     "Sattarman Hosnanto Jazuliwan Mawardiyah Rofiqoh"),
    "bali": _stock("Ni Luh Kadek Komang Desak Putu", "Made Nyoman Ketut Wayan Gusti",
                   "Artawijaya Sukerthi Widnyanasari Mahardika Puspadewi Sudarsanawa"),
    "sasak": _stock("Baiq Hurnawati Sahnip Nurul Mawarni", "Lalu Suparlan Makbul Sahdan Haerul",
                    "Wirajati Anggrawan Padlurahman Satriawan Muliadipa"),
    "ntt": _stock("Maria Yuliana Theresia Margaretha Agnes", "Yohanes Kornelis Petrus Fransiskus Dominggus",
                  "Lobo Nahak Klau Tefa Bria Manu Kehi"),
    "dayak": _stock("Yustina Mariani Lidia Elisabet Norma", "Yulius Markus Hendrikus Stepanus Rudolf",
                    "Unjung Sengguh Baring Lawai Tingang Sahay"),
    "banjar": _stock("Galuh Noorhayati Rusmini Masniah Aluh", "Utuh Syahrani Ahmad Hairul Jumadi",
                     "Rahmanur Basirunan Ansyaripa Mukhlisna Arsyadika"),
    "bugis": _stock("Andi Besse Hasnah Nurdiana Rosmini", "Baso Ambo Syamsul Muhtar Sudirman",
                    "Patarai Massikki Tenriawaru Mappasessu Pallawa"),
    "minahasa": _stock("Vanda Meity Jeane Olga Grace", "Novri Stenly Jefry Hanny Royke",
                       "Wowiling Kaunang Sumampow Rumengan Tulandi"),
    "gorontalo": _stock("Hadijah Ulfa Sartin Rosna Fatmah", "Rahman Ismet Yasin Kasim Abdul",
                        "Daulima Hulopi Mohune Tangahu Lamusu"),
    "maluku": _stock("Merry Yosina Elna Femmy Salomi", "Ronny Johanis Wempi Max Elias",
                     "Lekatompe Sahulata Pattiwael Titalena Rumakey"),
    "ternate": _stock("Nurain Jubaida Sarna Halija Rukmini", "Iswan Muhlis Sahrin Hamid Udin",
                      "Kaimudin Togubu Soamole Marsaoly Umagapi"),
    "papua": _stock("Yubelina Selfina Orpa Fransina Dolfina", "Otniel Yance Melkias Barnabas Elieser",
                    "Wamuri Yarangga Mofuri Kogopa Wendari Asmurip"),
}  # fmt: skip

_REGION_OF_PROVINCE = {
    "11": "aceh", "12": "batak", "13": "minang", "14": "melayu", "15": "melayu",
    "16": "palembang", "17": "melayu", "18": "lampung", "19": "melayu", "21": "melayu",
    "31": "betawi", "32": "sunda", "33": "jawa", "34": "jawa", "35": "jawa", "36": "sunda",
    "51": "bali", "52": "sasak", "53": "ntt", "61": "dayak", "62": "dayak", "63": "banjar",
    "64": "banjar", "65": "dayak", "71": "minahasa", "72": "bugis", "73": "bugis", "74": "bugis",
    "75": "gorontalo", "76": "bugis", "81": "maluku", "82": "ternate",
    "91": "papua", "92": "papua", "93": "papua", "94": "papua", "95": "papua", "96": "papua",
}  # fmt: skip
_MOVERS = ("jawa", "batak", "bugis", "minang", "madura")  # peoples found everywhere
_MAIL_DOMAINS = ("example.com", "example.id", "example.org")
_TITLES = words("Cut Ni Mpok Neng Kgs Baiq Lalu Andi Teuku Raja")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person. `salutation` is what they told, '' when they left it open."""

    name: str
    salutation: str
    email: str
    nik: str
    handle: str

    @property
    def nisn(self) -> str:
        """Ten digits nobody can have: they begin like the birth year 2499."""
        return f"499{int(self.nik) % 10_000_000:07d}"


def make_person(rng: random.Random, province: str | None, *, child: bool = False) -> Person:
    """Return an invented person, mostly with a name of the province's region."""
    region = _REGION_OF_PROVINCE.get(province or "", rng.choice(_MOVERS))
    if rng.random() < 0.15:
        region = rng.choice(_MOVERS)
    stock = _STOCKS[region]
    woman = rng.random() < 0.6
    first = rng.choice(stock.women if woman else stock.men)
    if first in _TITLES:
        others = [n for n in (stock.women if woman else stock.men) if n not in _TITLES]
        first = f"{first} {rng.choice(others)}"
    name = f"{first} {rng.choice(stock.last)}"
    handle = re.sub(r"[^a-z]", "", name.lower())[:24] + f"{rng.randrange(1, 100):02d}"
    told = "" if child or rng.random() < 0.25 else ("ibu" if woman else "bapak")
    email = f"{name.lower().replace(' ', '.')}{rng.randrange(10, 1000)}@{rng.choice(_MAIL_DOMAINS)}"
    return Person(name, told, email, _nik(rng, woman=woman, child=child), handle)


def _nik(rng: random.Random, *, woman: bool, child: bool) -> str:
    """Sixteen digits in the right form with the region prefix 99."""
    day, month = rng.randrange(1, 29), rng.randrange(1, 13)
    year = rng.randrange(8, 20) if child else rng.randrange(66, 100)
    region = f"99{rng.randrange(1, 30):02d}{rng.randrange(1, 20):02d}"
    serial = rng.randrange(1, 10)
    return f"{region}{day + 40 * woman:02d}{month:02d}{year:02d}{serial:04d}"


_ROLE_PREFIX = {
    UserType.TEACHER: "guru.",
    UserType.SCHOOL_OPERATOR: "admin.",
    UserType.PRINCIPAL: "admin.",
    UserType.STUDENT: "",
}


def account_of(person: Person, user_type: UserType, level: Level | None) -> str:
    """Return the belajar.id account of a person, by the table of domain.md 3."""
    if user_type is UserType.DINAS:
        return f"{person.handle}@dinas.belajar.id"
    if user_type is UserType.MINISTRY_STAFF or level is None:
        return f"{person.handle}@dikbud.belajar.id"
    prefix = _ROLE_PREFIX[user_type]
    if level is Level.KESETARAAN and user_type is UserType.TEACHER:
        prefix = "pendidik."
    return f"{person.handle}@{prefix}{level.value}.belajar.id"
