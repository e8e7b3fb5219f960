# Kaj so spremenili drugi, vsak v svoji vrstici.
changed = { $status ->
    [LOOKING] { $name } igra
    [AVAILABLE] { $name } lahko igra
    [MAYBE] { $name } mogoče igra
    [NOT_PLAYING] { $name } ne igra
   *[cleared] { $name } je brez odgovora
}{ $minutes ->
    [0] { "" }
   *[other] { " " }· { $minutes } min
}
