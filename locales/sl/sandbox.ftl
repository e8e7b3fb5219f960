# Vrstica nad vsako stranjo peskovnika, v katerem stran gledaš kot eden od izmišljenih ljudi.
sandbox = Peskovnik
nothing-is-sent = Izmišljeni ljudje. Nič se ne pošlje.
look-as = Poglej kot
signed-out = Brez prijave
unlinked = Nepovezan
player = Igralec
promoter = Organizator
admin = Admin
sign-in = Prijavi se kot igralec
sign-in-new = Prijavi se kot nekdo nov
cookies-refused = Prijava ni uspela: ta brskalnik zavrača piškotke. Dovoli jih za to stran in se prijavi znova.

loading = Ime na kanalu
not-loaded = Sporočil ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
empty = Poslanega še ni nič. Pošlji si poskusno sporočilo, pa se pokaže tukaj.
to-notifications = Moja obvestila
person-on-channel = { $person }, { $channel }
channel-and-address = { $channel } · { $address }
direct-messages = zasebna sporočila
somebody = Nekdo
answers = Odgovori
announcements = Objave
announcements-channel = kanal

persona-unlinked = S prijavo, a še brez povezave s profilom igralca
persona-player = Igralec kot večina
persona-promoter = Igralec, ki sme vabiti na večer
persona-admin = Vodi skupnost
