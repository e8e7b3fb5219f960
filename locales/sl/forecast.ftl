# Ali nas bo dovolj: možnost, iz česa je, in kaj je bilo iz napovedi.

chance = { $percent } %
chance-of-session = { $chance } možnosti za igro
chance-brief = možnost { $percent } %
chance-short = { $percent } % možnosti za igro
too-early = Prezgodaj je reči, kako verjetna je igra: { $known ->
    [0] znan ni še noben večer
    [one] znan je { $known } večer
    [two] znana sta { $known } večera
    [few] znani so { $known } večeri
   *[other] znanih je { $known } večerov
  }, treba jih je { $needed }.
in = { $count ->
    [0] nihče še ne igra
    [one] { $count } igra
    [two] { $count } igrata
    [few] { $count } igrajo
   *[other] { $count } igra
  }
maybes-come = { $count ->
    [one] od »mogoče« običajno pride { $count }
    [two] od »mogoče« običajno prideta { $count }
    [few] od »mogoče« običajno pridejo { $count }
   *[other] od »mogoče« običajno pride { $count }
  }
silent-come = { $count ->
    [one] od tistih brez odgovora običajno pride { $count }
    [two] od tistih brez odgovora običajno prideta { $count }
    [few] od tistih brez odgovora običajno pridejo { $count }
   *[other] od tistih brez odgovora običajno pride { $count }
  }

record = Kaj je bilo napovedano in kaj je prišlo
record-none = Zaenkrat nič: od osmega večera naprej se opoldne, ob 18:00 in ob 20:00 zapiše, kako verjetna je igra, tu pa piše, kaj je bilo iz tega.
record-sentence = Od { $evenings ->
    [one] { $evenings } večera
    [two] { $evenings } večerov
    [few] { $evenings } večerov
   *[other] { $evenings } večerov
  } z napovedjo { $least }–{ $most } % { $played ->
    [0] ni bil odigran nobeden
    [one] je bil odigran { $played }
    [two] sta bila odigrana { $played }
    [few] so bili odigrani { $played }
   *[other] jih je bilo odigranih { $played }
  }.
record-hour = Napoved ob
record-score = Brierjeva ocena { $score } pri { $evenings } večerih (0 je popolno; delež takih dni v tednu bi imel { $weekday }, štetje igralcev { $count }).
record-plot = Od leve proti desni napovedano, od spodaj navzgor odigrano; na črti je oboje enako. { $sentences }
axis-said = napovedano
axis-played = odigrano
table-called = Napoved
table-range = { $least }–{ $most } %
table-evenings = Večeri
table-played = Odigrano
table-part = { $percent } %
show-table = Desetine v številkah
