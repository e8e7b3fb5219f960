# Kaj je bilo s preteklimi sklici.
back-to-tonight = Nazaj na nocoj

## Stran sklicev

only-promoters = Pretekle sklice vidijo samo organizatorji.
only-promoters-hint = Nocojšnji sklic vidijo vsi na strani »Nocoj«.
signed-out-hint = Prijavi se, da vidiš, kdo je dobil vabilo in kdo je prišel, če tu sklicuješ.
no-campaigns = Doslej še ni bilo nobenega sklica.
no-campaigns-hint = Prvi sklic se pokaže tukaj.
campaigns-not-loaded = Sklicev ni bilo mogoče naložiti.
history = Zgodovina
evening = Večer
looking-since = Odtlej igra
in-voice = V glasovnem
count-of = { $number } od { $people }
not-known = Ni znano
no-promoter = Nekdo, ki ni več povezan
show-older = Pokaži starejše
turnout = Udeležba v glasovnem kanalu
turnout-later = Ko bo glasovni kanal prebran pri dveh sklicih, bo tu primerjava.
turnout-came =
    { $campaigns ->
        [one] tistih, ki so rekli da, je prišlo v glasovni kanal, v { $campaigns } sklicu
        [two] tistih, ki so rekli da, je prišlo v glasovni kanal, v { $campaigns } sklicih
        [few] tistih, ki so rekli da, je prišlo v glasovni kanal, v { $campaigns } sklicih
       *[other] tistih, ki so rekli da, je prišlo v glasovni kanal, v { $campaigns } sklicih
    }
turnout-figure = { $percent } %
turnout-of = od { $expected }
turnout-key-present = V glasovnem kanalu
turnout-key-expected = Rekli da in dobili sporočilo
turnout-bar = { $date }: { $present } od { $expected }
turnout-in-words =
    Udeležba v glasovnem kanalu v { $campaigns ->
        [one] { $campaigns } sklicu
        [two] { $campaigns } sklicih
        [few] { $campaigns } sklicih
       *[other] { $campaigns } sklicih
    }: { $percent } % tistih, ki so rekli da. { $evenings }.
part-weekdays = Dnevi v tednu
