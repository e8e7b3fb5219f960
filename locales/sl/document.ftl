# Kar stoji na strani, preden steče njena koda (index.html), na strani neznanega naslova (not-found.html) in v tem, kar telefon
# prebere, ko namesti stran (manifest.webmanifest).

description = Kdo igra nocoj: pregled skupnosti po dnevih.
broken = Te strani ni bilo mogoče prikazati
broken-means = V tem brskalniku je šlo nekaj narobe; kar je shranjeno, ostane. Naloži stran znova. Če to ne pomaga, povej tistemu, ki skrbi za to stran, kar piše spodaj.
broken-reload = Naloži stran znova
code-not-loaded = Kode strani ni bilo mogoče naložiti.
browser-too-old = Ta brskalnik je prestar za kodo strani.
no-script = Muster potrebuje JavaScript, da pokaže, kdo igra nocoj.

nothing-title = Tukaj ni ničesar · Muster
nothing = Na tem naslovu ni ničesar
nothing-means = Morda je v naslovu tipkarska napaka, ali pa se je to, kar je bilo tukaj, preselilo.
where-to-go = Kam naprej
tonight = Nocoj
week = Teden
teams = Ekipi

installed-description = Kdo igra nocoj.
shortcut-tonight = Igraš nocoj?
