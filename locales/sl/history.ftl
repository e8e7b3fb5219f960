# Kakšni so bili večeri.

calendar = Večeri po mesecih
earlier = Prejšnji mesec
later = Naslednji mesec
cell = { $day }: { $state }
cell-known = { $day }: { $state }, prišli: { $came }, rekli da: { $said }
cell-nothing = { $day }: nič zapisanega

played = Odigrano
short = Premalo
no-session = Brez igre
unknown = Ni se dalo ugotoviti
open = Še ni konec

yours = Ti
promises = Tvoja udeležba: { $came } od { $said ->
    [one] { $said } obljubljenega večera
    [two] { $said } obljubljenih večerov
    [few] { $said } obljubljenih večerov
   *[other] { $said } obljubljenih večerov
}.
promises-none = Za noben večer s tvojim »da« se še ni dalo ugotoviti, kako je bilo.
yours-hint = To vidiš samo ti.

turnout = Udeležba
turnout-hint = Povprečen večer v tednu, kolikor se je dalo ugotoviti.
came = Prišli
said-yes = Rekli da
turnout-summary = Povprečen večer od { $first } do { $last }: rekli da { $said }, prišli { $came }.
as-table = Kot tabela
week-of = Teden od
evenings = Večeri
nothing-yet = Tu še ni česa pokazati. Bot od začetka do ure po njem beleži, kdo je zraven.

typical = Običajen teden
weekday = Dan
mean-came = Prišli
played-of = { $count } od { $of }
none = –

list = Vsi večeri
line-known = rekli da: { $said }, prišli: { $came }
line-said = rekli da: { $said }
line-minutes = { $count ->
    [one] dovolj { $count } minuto
    [two] dovolj { $count } minuti
    [few] dovolj { $count } minute
   *[other] dovolj { $count } minut
}
more = Pokaži več

details = Večer: { $day }
pick = Izberi dan in poglej, kako je bilo.
start = Začetek
needed = Treba
most-in-voice = Največ hkrati v glasovnem kanalu
most-on-server = Največ hkrati na strežniku
told-by = Vir
by-voice = glasovni kanal
by-server = igralni strežnik
by-hand = človek
by-nobody = nihče
came-as-said = Rekli da in prišli
said-not-seen = Rekli da, niso bili videni
came-besides = Prišli poleg tega
left-out = { $count ->
    [one] Prišel je še { $count }.
    [two] Prišla sta še { $count }.
    [few] Prišli so še { $count }.
   *[other] Prišlo jih je še { $count }.
}
seen = { $first } do { $last }
nobody = Nihče

close-title = Kako je bilo?
close-hint = Ne glasovni kanal ne igralni strežnik nista povedala, zato povej tukaj. Pozneje lahko popraviš.
was-played = Igrali smo
was-there = Kdo je bil zraven
others = Nekdo drug
save = Shrani
saved = Shranjeno
try-again = Poskusi znova
part-forecast = Kaj je bilo napovedano
