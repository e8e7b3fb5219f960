chance = Chance auf eine Runde: { $percent } % ({ $ground }).
in = { $count ->
    [0] noch niemand dabei
    [one] { $count } ist dabei
   *[other] { $count } sind dabei
}
maybes-come = { $count ->
    [one] von den Unentschiedenen kommt meist { $count }
   *[other] von den Unentschiedenen kommen meist { $count }
}
silent-come = { $count ->
    [one] von denen ohne Antwort kommt meist { $count }
   *[other] von denen ohne Antwort kommen meist { $count }
}
