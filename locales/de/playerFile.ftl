# What is wrong in a file of players. Names of columns stay.
at-line = Zeile { $line }: { $problem }
columns =
    { $count ->
        [one] 1 Spalte
       *[other] { $count } Spalten
    } statt { $wanted }
columns-by-comma =
    { $count ->
        [one] 1 Spalte
       *[other] { $count } Spalten
    } statt { $wanted }; eine Wertung hat einen Punkt, oder Semikolons trennen die Spalten
columns-by-semicolon =
    { $count ->
        [one] 1 Spalte
       *[other] { $count } Spalten
    } statt { $wanted }; Aliasse trennt |
guid-twice = guid { $guid } steht schon in Zeile { $line }
guid-shortened = eine Tabelle hat aus der guid die Zahl { $guid } gemacht; formatiere die Spalte als Text und trag ihre guids neu ein
workbook-new = das ist eine Tabelle (.xlsx oder .ods), kein Text; speichere sie als CSV in UTF-8
workbook-old = das ist eine Tabelle (.xls), kein Text; speichere sie als CSV in UTF-8
not-text = kein Text in { $encoding }; speichere die Datei als UTF-8
unreadable = nicht lesbar ({ $reason })
quote-open = hier beginnt ein Anführungszeichen, das nie schließt
quote-inside = das Anführungszeichen, das hier beginnt, schließt mitten in einer Zelle; schreib "" für eins darin
unknown-column = unbekannte Spalte { $column }; die Kopfzeile ist { $header }
column-twice = die Spalte { $column } gibt es zweimal
no-header = die Kopfzeile { $header } fehlt
cell-missing = { $column } fehlt
cell-too-long = { $column } hat mehr als { $most } Zeichen
alias-too-long = ein Alias hat mehr als { $most } Zeichen
rating-no-number = rating ist keine Zahl wie 1450 oder 27.5
control-characters = { $column } enthält NUL oder ein anderes Steuerzeichen
name-unseen = name ist nichts als Farbcodes und unsichtbare Zeichen
alias-unseen = ein Alias ist nichts als Farbcodes und unsichtbare Zeichen
