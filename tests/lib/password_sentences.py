"""Sentences as people write them, with and without a password; all invented."""

TALK = """
password salah
Password salah terus
lupa password saya
Saya lupa password saya
password belum bisa dipakai
sandi saya ditolak
reset password akun siswa
password default sudah diganti
password 8 karakter
kata sandi baru tidak diterima
Mohon reset password akun sitiaminah41@guru.sd.belajar.id
lupa password akun budi123@smp.belajar.id mohon bantuannya
password akun siti41@guru.sd.belajar.id tidak bisa dipakai
Reset password: budi123
Lupa password: sitiaminah41
Kendala password: tidak bisa login
saya sudah 3x reset password tetap gagal
password saya 3 kali ditolak
sandi saya 5x salah
password saya sudah 2 hari tidak bisa
password minimal 8 karakter huruf besar dan angka
Password harus terdiri dari 8 karakter
password siswa kelas 7 kosong semua di pd.data
password siswa kelas7 kosong
password guru2 di sekolah kami belum ada
password akun SMPN1 Contoh tidak muncul
password akun SDN 2 Contoh kosong
kolom password kosong di file csv
password kosong di pd.data
password di pd.data.kemdikbud.go.id tidak muncul
password belajar.id saya hilang
password PMM saya tidak bisa dipakai
password dapodik2024 tidak bisa diunduh
saya ganti password tetapi muncul error 403
password error 404
password saya error
kata sandi saya tidak cocok
kata sandi Anda telah diubah 3 bulan yang lalu
Your password was changed 44 hours ago
wrong password. try again
password incorrect
kata sandi saya "salah"
muncul tulisan kata sandi "tidak valid"
muncul pesan password "salah", padahal sudah benar
password saya "ditolak"
PASSWORD SAYA TIDAK BISA DIPAKAI
PASSWORD AKUN GURU SALAH TERUS MOHON BANTUANNYA
Password Saya Salah
Lupa Password Akun Belajar.id
Lupa password. NPSN 69900001
Lupa password, NPSN 69900001, SD Negeri Contoh 1
lupa password NIK 9901015508900001
lupa password 081200001234
password lupa, no hp 081200001234 sudah tidak aktif
sandi saya lupa. NPSN: 69900001
lupa kata sandi, nomor laporan #1234567
password dan username tidak sesuai
username dan password dari operator tidak bisa
user dan password dari operator sekolah tidak cocok
saya belum menerima password
belum terima password awal sampai sekarang
mohon dikirim password akun saya ke budi.contoh@example.com
password tidak masuk ke email saya
kode otp untuk reset password tidak masuk
password lama saya masih tersimpan di Chrome
password lama tidak bisa, password baru juga tidak bisa
passwordnya apa ya
passwordnya tidak bisa
paswordnya salah terus min
pasword akun sy gk bs
pw saya gak bisa
pw nya salah terus
pw lupa
sandi akun @admin kepsek hilang catatannya
sandi dari operator salah
sandi tidak cocok
Nama saya Sandi Contoh
Pak Sandi 081200001234
tolong hubungi Sandi, guru kelas 6
apakah password bisa diganti sendiri?
bagaimana cara mengganti password?
cara reset password akun siswa yang lupa
batas waktu ganti password 14 hari
ganti password tgl 12-08-2024 tetapi belum bisa
password saya terakhir diganti 12/08/2024
reset password tanggal: 12-08-2024
password diganti jam 10.30 WIB
password dan 2FA tidak berfungsi
password dan verifikasi 2 langkah
password akun kepala sekolah yang baru
password akun admin sekolah hilang karena operator lama pindah
Password akun Google saya dan YouTube tidak sama
sandi saya GoogleClassroom tidak terbaca
password saya untuk SIMPKB beda
password wifi sekolah tidak ada hubungannya
password Chromebook siswa tidak bisa
Password yang dikirim tidak bisa dipakai login
password yang saya terima salah!
password saya!!!
password saya ???
password saya 🙏🙏
password saya ********
passwordnya ******
password baru tidak boleh sama dengan password lama
password akun 25 siswa kosong
password untuk 120 siswa belum ada
password siswa1 sampai siswa20 kosong
password saya ke-3 kalinya direset
password saya 100% benar
sudah saya ketik password dengan benar
password dengan benar tetap ditolak
password: salah
password : tidak bisa
masalah password: lupa
sandi = lupa
akun dan password (terlampir)
password terlampir di file surat.pdf
password akun kelas X-IPA1 kosong
password operator: tidak ada
saya login pakai password yang diberikan operator tetapi gagal
kata sandi yang dimasukkan salah
sandi sudah diganti 3 bulan lalu
paswornya udah diganti 3 bulan lalu padahal akunya baru dibuat bulan lalu
tolong saya lupa password akun saya
maaf saya mau resset pasword kepsek tapi email dan no HP sudah tidak aktif
lupa password [kata sandi disembunyikan]
passing grade PPG 2024
pass foto 3x4 untuk SK
bypass verifikasi2 tidak bisa
password:
Jenis kendala: password, Jenjang: SD, NPSN: 69900001
Kategori password. Akun: siti41@guru.sd.belajar.id
password email: siti41@guru.sd.belajar.id
Lupa password ;-)
reset password a.n. Siti Contoh, NUPTK 1234567890123456
password saya berubah sendiri sejak 23/11/2026
saya tidak tahu password-nya
password tidak bisa di-reset
password Rp50.000 penipuan
ada yang menjual password Rp50.000
password akun saya di HP Samsung A12 tidak tersimpan
password saya di Windows10 tidak bisa
password saya jadi tidak_valid
password saya HILANG!!1!
password tidak bisa!!!11
password siswa123 sampai siswa150 kosong
saya sudah coba semua password tetap gagal
password akun guru-guru kami (24 orang) direset semua
password: lupa
Password : kosong
password: tidak bisa dibuka
password: rahasia negara tidak boleh hilang
sandi: ditolak terus
sandi: ditolak
Password = null
password: invalid
Kendala password: terkunci
kata sandi: terlampir.
pass: hubungi admin
pass: salah, mohon dibantu
Password: Mohon bantuannya
Password: belajar.id
password akun: guru
password: siswa
pw: gagal
passwordnya: berubah, padahal tidak saya ganti
passwordnya: sudah benar
sandi: diubahkan operator
username: tidak ada, password: tidak ada
Username: ada; password: ada
Kolom username, password: email
password: eror
password: untuk siapa
Lupa password: Melati
reset password: sekolahku
password: rahasia?
Sandi: terima kasih
Pak Sandi 69900001
Nama Sandi 199008171234567890
lupa password 69900001
lupa pw 12345678
reset password 69900001 dan 69900002
pw 081200001234
password 123456 orang
password 120 siswa
pass 2024
password guru2 kosong
password kelas7 salah
PW salah
pw guru
password NPSN 69900001
password: kesalahan
password: perubahan, tidak masuk
""".strip().splitlines()

# Where the words that announce a password, a label or an account stand, and none follows.
TALK += [
    line.replace("\\n", "\n")
    for line in """
passwordnya hilang
passwordnya terblokir terus
passwordnya ngadat
passwordnya ngadat mulu, mohon dibantu
sandinya nyangkut
sandinya mental terus
sandi saya kompatibel
passwordnya misterius
passwordnya kedaluwarsa
passwordnya gabisaaaaaa
passwordnya tidakbisadibuka
passwordnya gakbisamasuk
sandi saya kesupen
sandine klalen
password saya berantakan
passwordnya kebanyakan huruf
passwordku ketinggalan
sandiku kelupaan
passwordnya otomatis
passwordnya terenkripsi
passwordnya sendiri, bukan punya orang
sandinya malah berubah
sandinya dong, min
sandinya hehe
kata sandinya adalah rahasia
kata sandi adalah rahasia
password adalah kombinasi huruf dan angka
kata sandi adalah milik pribadi
password itu pribadi
kata sandi itu adalah tanggung jawab saya
passwordnya adalah tanggal lahir
password awalnya adalah NPSN sekolah
passwordnya itu lupa
kata sandinya yaitu yang dari operator
yang saya lupa adalah password
masalahnya adalah password
kendala saya yaitu password ditolak
kendalanya ialah kata sandi
yang dimaksud kata sandi baru itu apa
password itu: apa bedanya dengan PIN
password saya itu: salah
kata sandi saya: lupa
password saya: tidak bisa dipakai
Kata sandi yang saya pakai: sudah benar
password yang saya pakai: yang dari operator
password saya ialah salah
password baru saya tidak_valid
password saya user_not_found
kata sandi saya invalid_grant
sandi saya error_code
pesan password access_denied muncul
Password\\nSaya lupa
Password\\nTerima kasih
Password\\nNPSN
Password\\nLupa
Kata sandi\\n69900001
Password\\n0069900001
Password\\nSDN1Contoh
Password\\nsiti41@guru.sd.belajar.id
Password\\nSMPN2\\n
Lupa password\\nsiti4112
Lupa kata sandi\\nBudi12345
Judul: lupa password\\nGuru2023
Reset password\\nNPSN69900001
Password\\n\\nSaya guru kelas 7 dan lupa
siti41@guru.sd.belajar.id / 69900001
siti41@guru.sd.belajar.id / P9990001
siti41@guru.sd.belajar.id / siti42@guru.sd.belajar.id
siti41@guru.sd.belajar.id / siti42
siti41@guru.sd.belajar.id / SDN2
siti41@guru.sd.belajar.id / SMPN1Contoh
siti41@guru.sd.belajar.id | Pendidik
siti41@guru.sd.belajar.id - Siti Contoh
siti41@guru.sd.belajar.id - operator
siti41@guru.sd.belajar.id: https://ptk123.example.com/a1b2
siti41@guru.sd.belajar.id: tidak bisa login
siti41@guru.sd.belajar.id/081200001234
siti41@guru.sd.belajar.id ; 9901015508900001
siti41@guru.sd.belajar.id - kelas7B
siti41@guru.sd.belajar.id | dapodik2024.csv
Password: kelas 7
Password siswa: kelas 12
password: Agustus 2024
kata sandi: Senin 12
password: SDN Contoh 1
password: Windows 10
password: galat 403
password: Samsung Galaxy 12
Sandi: Jalan Melati 12
kendala password: siswa kelas 7
password: angkatan 2024
password : tidak bisa sejak 12
password baru: minimal 8
Kendala: password akun: sitiaminah41
""".strip("\n").splitlines()
]

# Each line: sentence | the password in it.
WRITTEN = """
password saya Guru1234|Guru1234
sandi: abc123|abc123
pw nya rahasia99|rahasia99
pass = merdeka45|merdeka45
kata sandinya adalah Xyz!9|Xyz!9
Password: Guru1234|Guru1234
password:Guru1234|Guru1234
PASSWORD SAYA GURU1234|GURU1234
password saya adalah Merdeka#45|Merdeka#45
passwordnya Belajar2024!|Belajar2024
password akun saya Siti1985|Siti1985
kata sandi saya: Sekolahku_1|Sekolahku_1
pasword sy abcd1234 tp ditolak|abcd1234
paswod nya guruhebat7|guruhebat7
sandi saya rahasia@guru|rahasia@guru
password saya guruHebat|guruHebat
password saya "merdeka"|merdeka
kata sandi "Guru1234" tidak bisa dipakai|Guru1234
password Guru1234 tidak bisa|Guru1234
login pakai password Merdeka45 gagal terus|Merdeka45
saya masuk dengan sandi Pancasila17 tetapi ditolak|Pancasila17
password: 12345678|12345678
password saya 12345678|12345678
pw: 1234|1234
password saya 199008171 ditolak|199008171
ganti password jadi Guru1234|Guru1234
tolong reset password menjadi Guru1234 saja|Guru1234
Username: siti41 Password: Rahasia77|Rahasia77
Username: siti41\\nPassword:\\nRahasia77|Rahasia77
email siti41@guru.sd.belajar.id password Rahasia77|Rahasia77
password siti41@guru.sd.belajar.id adalah Rahasia77|Rahasia77
akun siti41@guru.sd.belajar.id, pw Rahasia77|Rahasia77
Guru1234 adalah password saya|Guru1234
Merdeka45 itu sandi saya|Merdeka45
password awal dari operator Belajar01|Belajar01
password lama saya Guru#lama1|Guru#lama1
passwordku kucing123|kucing123
sandinya: P@ssw0rd|P@ssw0rd
password akun guru saya yaitu Bu_Guru88|Bu_Guru88
pwd=Admin2023|Admin2023
password -> Rahasia77|Rahasia77
password default: belajar123|belajar123
kata sandi baru saya (Rahasia77)|Rahasia77
user/password: Rahasia77|Rahasia77
pass saya melati88 mohon dicek|melati88
Sandi lama Mawar123 ditolak|Mawar123
password sebelumnya Jambu321|Jambu321
kata kuncinya Elang77|Elang77
pwd akun tersebut Xy7kLm2q|Xy7kLm2q
Password : rahasia|rahasia
sandi: Bismillah|Bismillah
pass: qwerty|qwerty
passwordnya: qwerty|qwerty
Password saya : rahasia, tetapi gagal|rahasia
pw=merdeka; sudah saya coba|merdeka
kata sandi : melati.|melati
password: pancasila untuk akun siti|pancasila
password: kenanga akun guru|kenanga
password: kenanga email siti|kenanga
Username: siti\\nPassword: kenanga\\nMohon dibantu|kenanga
Password akun: Cenderawasih|Cenderawasih
PW 12345678|12345678
pw 123456 tidak bisa|123456
password 87654321, mohon dicek|87654321
pwnya 246810|246810
pw rahasia9|rahasia9
password melati8 ditolak|melati8
kata sandinya adalah sayangmama|sayangmama
kata sandi saya adalah sayangmama.|sayangmama
password saya ialah kenanga|kenanga
sandinya yakni melatiputih, tetapi gagal|melatiputih
password akun saya yaitu kenanga\\nmohon dibantu|kenanga
passwordnya itu: kenanga|kenanga
passwordnya adalah: kenanga|kenanga
password yang dipakai: kenanga|kenanga
passwordnya bismillah|bismillah
passwordnya Bismillah, mohon dicek|Bismillah
kata sandi saya sayangmama tapi ditolak|sayangmama
passwordku kucingmanis|kucingmanis
sandi saya melati|melati
Password\\nGuru@2023|Guru@2023
Password\\n\\nrahasia77\\n|rahasia77
2. Kata sandi:\\nGuru2023|Guru2023
- password akun\\nGuru2023|Guru2023
*Password*\\nGuru2023|Guru2023
Username\\nsiti41\\nPassword\\nRahasia77|Rahasia77
Password\\n12345678|12345678
kata sandi baru saya Kucing_manis|Kucing_manis
passwordnya kucing_manis|kucing_manis
password yang saya pakai: kucing manis 77|kucing manis 77
password: kenanga 45|kenanga 45
sandi saya adalah mawar merah muda 9|mawar merah muda 9
kata sandi saya: 2468|2468
budi@guru.sd.belajar.id / Budi12345|Budi12345
budi@guru.sd.belajar.id/Budi12345|Budi12345
budi@guru.sd.belajar.id : rahasia77|rahasia77
akun budi@guru.sd.belajar.id | melati88|melati88
budi41@guru.sd.belajar.id - Budi#41 gagal|Budi#41
Akun: budi@guru.sd.belajar.id => Merdeka45|Merdeka45
""".strip().splitlines()
