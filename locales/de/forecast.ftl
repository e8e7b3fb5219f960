# Ob genug da sein werden: die Chance, woraus sie besteht, und was aus dem Gesagten wurde.

chance = { $percent } %
chance-of-session = { $chance } Chance auf eine Runde
chance-brief = { $percent } % Chance
chance-short = { $percent } % Chance auf eine Runde
too-early = Zu früh, um zu sagen, wie wahrscheinlich eine Runde ist: { $known ->
    [0] kein Abend ist bekannt
    [one] { $known } Abend ist bekannt
   *[other] { $known } Abende sind bekannt
  }, { $needed } sind nötig.
in = { $count ->
    [0] noch ist niemand dabei
    [one] { $count } ist dabei
   *[other] { $count } sind dabei
  }
maybes-come = { $count ->
    [one] von „vielleicht“ kommt meist { $count }
   *[other] von „vielleicht“ kommen meist { $count }
  }
silent-come = { $count ->
    [one] von denen ohne Antwort kommt meist { $count }
   *[other] von denen ohne Antwort kommen meist { $count }
  }

record = Was die Prognose sagte und was kam
record-none = Noch nichts: ab dem achten Abend wird mittags, um 18:00 und um 20:00 notiert, wie wahrscheinlich die Runde ist, und hier steht, was daraus wurde.
record-sentence = Von { $evenings ->
    [one] { $evenings } Abend
   *[other] { $evenings } Abenden
  } mit Prognose { $least }–{ $most } % { $played ->
    [0] wurde keiner gespielt
    [one] wurde { $played } gespielt
   *[other] wurden { $played } gespielt
  }.
record-hour = Gesagt um
record-score = Brier-Wert { $score } über { $evenings } Abende (0 ist perfekt; der Anteil solcher Wochentage hätte { $weekday }, das Zählen der Dabei-Antworten { $count }).
record-plot = Was gesagt wurde, von links nach rechts, was kam, von unten nach oben; auf der Linie ist beides gleich. { $sentences }
axis-said = gesagt
axis-played = gespielt
table-called = Prognose
table-range = { $least }–{ $most } %
table-evenings = Abende
table-played = Gespielt
table-part = { $percent } %
show-table = Die Zehntel in Zahlen
