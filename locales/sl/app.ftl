# Okvir okoli vseh strani: njihova imena, povezava, kaj je šlo narobe.
skip = Preskoči na vsebino

places = Strani
tonight = Nocoj
week = Teden
teams = Ekipi
teams-open = Ekipi, odklenjeno
campaigns = Sklici
history = Večeri
history-link = Kakšni so bili pretekli večeri
me = Jaz
outbox = Odhodno
admin = Admin
members = Člani
invite = Povabilo zate

notifications-title = Moja obvestila
profile-title = Profil
campaigns-note = Kdo je dobil vabilo in kdo je prišel
outbox-note = Kaj bi peskovnik poslal

live = V živo
offline = Nimaš povezave. To je bilo znano ob { $time }.
answer-queued = Tvoj odgovor za { $date } bo poslan, ko boš na spletu.
answers-queued = { $count ->
    [one] { $count } odgovor bo poslan, ko boš na spletu.
    [two] { $count } odgovora bosta poslana, ko boš na spletu.
    [few] { $count } odgovori bodo poslani, ko boš na spletu.
   *[other] { $count } odgovorov bo poslanih, ko boš na spletu.
}
cut-off = Strežnik ni dosegljiv. To je bilo znano ob { $time }.
reconnecting = Znova povezujemo …
polling = Ni v živo. Preverjamo vsakih 15 sekund.

sign-in = Prijava z Discordom
sign-in-missing = Prijava na tem spletnem mestu še ni nastavljena.
understood = Razumem
cancel = Prekliči

unknown-title = Tu ni ničesar
unknown = Naslov »{ $address }« ne vodi nikamor. Morda manjka črka ali pa se je stran preselila.
unknown-action = Pojdi na nocoj

part-places = Moje strani
part-profile = Profil
part-notifications = Moja obvestila
part-week = Teden
part-presence = Kdo je zdaj tu
part-campaign = Sklic
part-call = Poziv
