chance = Možnost za igro: { $percent } % ({ $ground }).
in = { $count ->
    [0] nihče še ne igra
    [one] igra { $count }
    [two] igrata { $count }
    [few] igrajo { $count }
   *[other] igra jih { $count }
}
maybes-come = { $count ->
    [one] od neodločenih običajno pride { $count }
    [two] od neodločenih običajno prideta { $count }
    [few] od neodločenih običajno pridejo { $count }
   *[other] od neodločenih jih običajno pride { $count }
}
silent-come = { $count ->
    [one] od tistih brez odgovora običajno pride { $count }
    [two] od tistih brez odgovora običajno prideta { $count }
    [few] od tistih brez odgovora običajno pridejo { $count }
   *[other] od tistih brez odgovora jih običajno pride { $count }
}
