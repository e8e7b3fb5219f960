# What others changed, a line each.
changed = { $status ->
    [LOOKING] { $name } is looking
    [AVAILABLE] { $name } could play
    [MAYBE] { $name } may play
    [NOT_PLAYING] { $name } is not playing
   *[cleared] { $name } took the answer back
}{ $minutes ->
    [0] { "" }
   *[other] { " " }· { $minutes } min
}
