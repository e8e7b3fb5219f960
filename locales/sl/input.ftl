# What is wrong with one input of a request: words that stand behind its name (errors.ftl, field-problem), without a full stop.
is-required = manjka
not-known = tukaj ni znano
no-json = ni JSON
does-not-fit = ne ustreza
must-be-text = mora biti besedilo
must-be-unicode = mora biti veljaven Unicode
not-as-written = ni zapisano, kot mora biti
must-be-bool = mora biti true ali false
must-be-whole = mora biti celo število
must-be-number = mora biti število
must-be-finite = mora biti končno število
too-large-number = je preveliko število
must-be-list = mora biti seznam
must-be-object = mora biti objekt JSON
must-be-date = mora biti datum, LLLL-MM-DD
must-be-time = mora biti ura, HH:MM
must-be-instant = mora biti trenutek, na primer 2026-11-20T20:00:00Z
must-be-time-zone = mora biti časovni pas IANA, na primer Europe/Ljubljana
must-be-base64 = mora biti base64
must-be-discord-id = mora biti id Discorda, števke kot niz
least-characters =
    mora imeti vsaj { $number ->
        [one] { $number } znak
        [two] { $number } znaka
        [few] { $number } znake
       *[other] { $number } znakov
    }
most-characters =
    ima lahko največ { $number ->
        [one] { $number } znak
        [two] { $number } znaka
        [few] { $number } znake
       *[other] { $number } znakov
    }
most-characters-of-json =
    ima lahko kot JSON največ { $number ->
        [one] { $number } znak
        [two] { $number } znaka
        [few] { $number } znake
       *[other] { $number } znakov
    }
least-beside-codes =
    mora imeti brez barvnih kod vsaj { $number ->
        [one] { $number } znak
        [two] { $number } znaka
        [few] { $number } znake
       *[other] { $number } znakov
    }
visible-characters = mora imeti od { $least } do { $most } vidnih znakov
at-least = mora biti vsaj { $least }
at-most = je lahko največ { $most }
one-of = mora biti eno od: { $words }
no-nul = ne sme vsebovati znaka NUL
one-line = ne sme vsebovati prelomov vrstic ali drugih krmilnih znakov
printable = mora vsebovati besedilo, ki se da prikazati
too-deep = je pregloboko gnezdeno
finite-numbers = mora vsebovati končna števila
same-as-sound = mora biti enako kot sound_enabled: to je ena vrednost
both-or-neither = mora imeti start in end ali nobenega
needs-allowing = potrebuje allow_promotions
on-own-side = mora biti v ekipi, ki jo vodi
signal-address = mora biti številka v mednarodni obliki, na primer +386 40 123 456
telegram-address = mora biti številčni id klepeta ali @ime
after-today = mora biti po današnjem dnevu
within-year = mora biti v enem letu
weekday-once = Vsak dan v tednu navedi enkrat.
address-of-most = mora biti naslov z največ { $number } znaki
must-be-address = mora biti naslov
must-be-plain-address = mora biti navaden naslov
must-be-https = se mora začeti s https
must-be-push-service = mora biti naslov storitve push na internetu
must-be-our-key = mora biti ključ, ki ga dajemo zdaj: preberi ga znova
must-be-curve-point = mora biti točka krivulje P-256 v base64 za URL
must-be-16-bytes = mora biti 16 bajtov v base64 za URL
