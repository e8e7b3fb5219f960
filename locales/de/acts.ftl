# Was Admins zuletzt getan haben, für Admins.
acts = Letzte Aktionen
acts-note = Was Admins auf der Seite getan haben und der Betreiber per Befehl.
loading = Jemand hat mit jemandem etwas getan
not-loaded = Was getan wurde, konnte nicht geladen werden. { $reason }
try-again = Nochmal versuchen
none = Bisher wurde nichts getan.
earlier = Frühere zeigen
undo = Rückgängig machen
undo-named = Rückgängig machen: { $what }
undone = Rückgängig gemacht
operator = Der Betreiber
somebody = Jemand, der nicht mehr da ist
act = { $who } { $what }
what =
    { $act ->
        [rights-grant] hat { $person } zu { $after } gemacht (vorher: { $before })
        [rights-revoke] hat { $person } das Recht genommen (es war { $before })
        [community-import] hat die Community importiert, die slomix benutzt hat
        [player-rename] hat { $from } in { $to } umbenannt
        [player-add_alias] hat { $person } auch als { $alias } auffindbar gemacht
        [player-remove_alias] hat { $person } den Alias { $alias } genommen
        [player-rating] hat die Wertung von { $person } auf { $to } gesetzt (vorher: { $from })
        [player-link] hat { $person } verknüpft
        [player-unlink] hat die Verknüpfung von { $person } gelöst
        [player-merge] hat ein weiteres Profil zu { $person } gemacht ({ $alias })
        [player-split] hat { $person } abgetrennt
        [player-detach] hat ein weiteres Discord-Konto von { $person } abgehängt
        [player-import] hat Spieler importiert: { $added } neu, { $changed } geändert
        [person-export] hat exportiert, was von { $person } gespeichert ist
        [person-export_answers] hat die Antworten von { $person } exportiert
        [person-erase] lässt { $person } löschen, in einer Woche
        [person-keep] hat die Löschung von { $person } zurückgenommen
        [invite-create] hat einen Einladungslink erstellt
        [invite-revoke] hat einen Einladungslink zurückgenommen
        [webhook-create] hat einen Webhook hinzugefügt
        [webhook-change] hat einen Webhook geändert
        [webhook-renew] hat das Geheimnis eines Webhooks erneuert
        [webhook-remove] hat einen Webhook entfernt
        [webhook-test] hat einen Test an einen Webhook gesendet
        [webhook-end] hat einen Webhook ausgeschaltet, der nichts mehr annahm
        [token-create] hat ein Lese-Token erstellt
        [token-revoke] hat ein Lese-Token zurückgenommen
        [evenings-rule] hat { $weekday } geändert: { $changes }
       *[other] { $words } ({ $person })
    }
took-back = { $what }, womit etwas zurückgenommen wurde
no-right = nichts
not-known = keine
rule-part =
    { $part ->
        [session] Runde { $after } (vorher: { $before })
        [starts_at] Start { $after } (vorher: { $before })
        [threshold] Mindestzahl { $after } (vorher: { $before })
        [call_at] Rundruf um { $after } (vorher: { $before })
        [call_most] ein Rundruf fragt höchstens { $after } (vorher: { $before })
       *[call_below] Rundruf unter { $after } % (vorher: { $before })
    }
as-set = wie eingestellt
yes = ja
no = nein
