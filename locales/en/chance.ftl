# The forecast where there is no page, and what it is made of.
chance = Chance of a session: { $percent } % ({ $ground }).
in = { $count ->
    [0] nobody is in yet
    [one] { $count } is in
   *[other] { $count } are in
}
maybes-come = { $count ->
    [one] { $count } of the maybes usually comes
   *[other] { $count } of the maybes usually come
}
silent-come = { $count ->
    [one] { $count } who has said nothing usually comes
   *[other] { $count } who have said nothing usually come
}
