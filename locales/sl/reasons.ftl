# Why a message did not reach somebody, as they are told.
quiet-hours = Takrat so bile tvoje tihe ure.
withdrew = Tvoj odgovor je bil takrat že umaknjen.
opted-out = To je bilo pri tebi izklopljeno.
unlinked = Tvoj račun ni bil povezan z igralcem.
no-channel = Ni bilo kanala, ki bi te dosegel.
already-notified = To ti je bilo že sporočeno.
expired = Prišlo bi prepozno, da bi koristilo.
cancelled = Ni bilo več potrebno.
voice-unknown = Glasovnega kanala ni bilo mogoče prebrati.
away = Takrat te ni bilo.
over-limit = Toliko vprašanj, kot jih želiš, je že bilo.
full = Igralcev je bilo že dovolj.
comes-later = Tvoj odgovor pravi, da prideš pozneje.
erasing = Tvoji podatki bodo tukaj izbrisani.
failed = Storitev ga ni sprejela.
unknown = Storitev ni povedala, ali je prišlo; dvakrat se ne pošlje.
