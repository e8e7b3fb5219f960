# Was andere geändert haben, je eine Zeile.
changed = { $status ->
    [LOOKING] { $name } ist dabei
    [AVAILABLE] { $name } könnte spielen
    [MAYBE] { $name } spielt vielleicht
    [NOT_PLAYING] { $name } ist nicht dabei
   *[cleared] { $name } hat die Antwort zurückgenommen
}{ $minutes ->
    [0] { "" }
   *[other] { " " }· { $minutes } Min.
}
