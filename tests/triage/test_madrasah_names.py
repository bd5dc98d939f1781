"""Which school names say "madrasah" (domain.md R16). All names are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.taxonomy import Category
from tests.factories import open_report
from triage.routing.facts import facts_of
from triage.routing.madrasah import names_a_madrasah
from triage.routing.rules import decide

MADRASAHS = """
MI Nurul Huda
mi nurul huda
M.I. Nurul Huda
M.I Nurul Huda
M. I. Nurul Huda
M I Nurul Huda
MI.Nurul Huda
MI-NU Contoh
MI NU 05 Contoh
MI Muhammadiyah 2 Contoh
MI Al-Ma'arif Contoh
MI Terpadu Contoh
MIS Nurul Huda
Mis Nurul Huda
MIN 1 Contoh
MIN Contoh
Min 3 Contoh
min 3 kota contoh
MIN4 Contoh
MIN CONTOH
M.I.N. 2 Contoh
MINU Contoh
MIM Contoh
MTs Negeri 3 Contoh
MTs. Negeri 3 Contoh
MTsN 3 Contoh
MTSN3 CONTOH
MTsS Al Hikmah
MTSS AL HIKMAH
MTs-N 1 Contoh
M.Ts. Al Hikmah
M. Ts. N 2 Contoh
M.Ts.S Al Hikmah
MT's Negeri Contoh
mts al hikmah
MTs Al Hikmah Boarding School
MTs Contoh International School
MTs
MA Al Hikmah
ma al hikmah
M.A. Al Hikmah
MA. Al Hikmah
MA Ma'arif Contoh
MA NU Contoh
MA Darul Ulum Islamic Boarding School
MAS Al Hikmah
MAS Tarbiyah Contoh
MAS DARUL ULUM
Mas Miftahul Ulum
MAN 2 Contoh
MAN Contoh
MAN CONTOH
man 1 contoh
Man Insan Cendekia Contoh
MAN2 Contoh
M.A.N. 1 Contoh
MAK Al Hikmah
MAK Negeri Contoh
MAPK Contoh
MAKN Contoh
RA Al Ikhlas
R.A. Al Ikhlas
R A Al Ikhlas
RA. Muslimat NU 12
ra al ikhlas
BA Aisyiyah Contoh
BA 'Aisyiyah Contoh
Madrasah Aliyah Negeri 1 Contoh
MADRASAH IBTIDAIYAH CONTOH
Madrasah
Madrasah Diniyah Contoh
Madrosah Contoh
MDTA Al Ikhlas
Diniyah Takmiliyah Contoh
Raudhatul Athfal Contoh
Raudlatul Athfal Contoh
Roudlotul Atfal Contoh
Raudatul Athfal
Ibtidaiyah Contoh
Tsanawiyah Negeri Contoh
Aliyah Negeri 1
"MI Nurul Huda"
(MTs) Al Hikmah
ＭＩ Nurul Huda
  MI   Nurul Huda
""".strip("\n").splitlines()

OTHERS = """
SD Negeri Contoh 1
SDN Mi 1
SD Man Contoh
SMP Mts Contoh
SMA Man Contoh
SMA Mas Mansyur
SMA MA Chung
SMAN 1 Contoh
SMK Ma'arif 1 Contoh
SD Ma'arif Contoh
SDIT Raudhatul Jannah
SMP Madrasah Contoh
Sekolah Dasar Mina Contoh
TK RA Kartini
TK Aisyiyah Bustanul Athfal
TK ABA Contoh
KB RA Kartini
RA Kartini
R.A. Kartini
RA-KB Al Ikhlas
Bustanul Ulum
BA Contoh
Min Mart School
MIN MART SCHOOL
Min Hua
Min
min contoh
Mina Contoh
Minggu Ceria
Mini Kids
Mis Montessori
MIS International School
Mi Casa School
Mi-Mi Kids
Mi
Mi'raj Contoh
Miftahul Huda
Mitra Bangsa
Misi Harapan
Man United School
Man
Manado Contoh
Manbaul Ulum
Mandiri Contoh
Mas Mansyur Elementary
Mas Mansyur
MAS MANSYUR
Mas Agung
Mas Contoh
MAS CONTOH
Masehi Contoh
Mak Contoh
Maarif Contoh
Ma'arif Contoh
Ma’had Contoh
Ma Chung
MA Kids Learning
Maria Contoh
Mata Air
Mathla'ul Anwar
Raudhatul Jannah
Raden Contoh
Rama Contoh
Rakyat Contoh
Ra
Aliyah Kids
Aliya School
PKBM MI Contoh
SKB Contoh
SLB Ma'arif
PAUD Man Jadda
Pondok Pesantren Contoh
Dinas Pendidikan
MTs SMP Satu Atap Contoh
MI/SD Contoh
Perguruan Contoh
12345678

...
''
""".strip("\n").splitlines()


@pytest.mark.parametrize("name", MADRASAHS)
def test_a_madrasah_says_so_with_its_first_word(name: str) -> None:
    assert names_a_madrasah(name)


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_school_and_every_doubt_is_left_to_a_person(name: str) -> None:
    assert not names_a_madrasah(name)


@given(st.sampled_from(["SD", "SDN", "SMP", "SMPN", "SMA", "SMAN", "SMK", "TK", "SLB", "PAUD"]),
       st.sampled_from(MADRASAHS))  # fmt: skip
def test_a_level_of_the_ministry_before_the_name_settles_it(level: str, name: str) -> None:
    assert not names_a_madrasah(f"{level} {name}")


@given(st.text(max_size=200))
def test_any_name_is_survived_and_blanks_around_it_change_nothing(name: str) -> None:
    padded = f"  {name[:140]} \t"
    assert names_a_madrasah(padded) == names_a_madrasah(name[:140])


@pytest.mark.django_db
@pytest.mark.parametrize(("school", "rule"), [("MI Nurul Huda", "R16"), ("MTsS Al Hikmah", "R16"),
                                              ("MAS Al Hikmah", "R16"), ("Min Mart School", "R1"),
                                              ("SMA Man Contoh", "R1")])  # fmt: skip
def test_only_a_madrasah_goes_past_the_volunteer(cast, school: str, rule: str) -> None:
    ticket = open_report(school_name=school)
    assert decide(facts_of(ticket, Category.PASSWORD)).rule == rule
