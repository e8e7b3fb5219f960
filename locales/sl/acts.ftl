# Kaj so admini nazadnje storili, za admine.
acts = Nedavna dejanja
acts-note = Kaj so storili admini na strani in upravljavec z ukazom.
loading = Nekdo je nekomu nekaj storil
not-loaded = Storjenega ni bilo mogoče naložiti. { $reason }
try-again = Poskusi znova
none = Zaenkrat še nič.
earlier = Pokaži prejšnje
undo = Razveljavi
undo-named = Razveljavi: { $what }
undone = Razveljavljeno
operator = Upravljavec
somebody = Nekdo, ki ga ni več
# Brez osebka in brez spola: kaj se je zgodilo.
act = { $who }: { $what }
what =
    { $act ->
        [rights-grant] pravica za { $person }: { $after } (prej: { $before })
        [rights-revoke] odvzeta pravica: { $person } (prej: { $before })
        [community-import] uvoz skupnosti, ki je uporabljala slomix
        [player-rename] preimenovanje: { $from } → { $to }
        [player-add_alias] drugo ime za { $person }: { $alias }
        [player-remove_alias] odstranjeno drugo ime { $alias }: { $person }
        [player-rating] ocena za { $person }: { $to } (prej: { $from })
        [player-link] povezava: { $person }
        [player-unlink] odvezava: { $person }
        [player-merge] združitev: { $person } je tudi { $alias }
        [player-split] ločitev: { $person } je svoja oseba
        [player-detach] odklopljen dodatni račun Discord: { $person }
        [player-import] uvoz igralcev: novi { $added }, spremenjeni { $changed }
        [person-export] izvoz shranjenega: { $person }
        [person-export_answers] izvoz odgovorov: { $person }
        [person-erase] izbris čez en teden: { $person }
        [person-keep] preklic izbrisa: { $person }
        [invite-create] novo povabilo
        [invite-revoke] preklicano povabilo
        [webhook-create] nov webhook
        [webhook-change] sprememba webhooka
        [webhook-renew] nova skrivnost webhooka
        [webhook-remove] odstranjen webhook
        [webhook-test] poskus za webhook
        [webhook-end] izklop webhooka, ki ni več nič sprejel
        [token-create] nov žeton
        [token-revoke] preklican žeton
        [evenings-rule] sprememba za { $weekday }: { $changes }
       *[other] { $words } ({ $person })
    }
took-back = { $what }, s čimer je nekaj razveljavljeno
no-right = nič
not-known = nič
rule-part =
    { $part ->
        [session] igra { $after } (prej: { $before })
        [starts_at] začetek { $after } (prej: { $before })
        [threshold] dovolj igralcev { $after } (prej: { $before })
        [call_at] poziv ob { $after } (prej: { $before })
        [call_most] poziv vpraša največ { $after } (prej: { $before })
       *[call_below] poziv pod { $after } % (prej: { $before })
    }
as-set = kot je nastavljeno
yes = da
no = ne
