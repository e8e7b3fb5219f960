# What is wrong in a file of players. Names of columns stay.
at-line = line { $line }: { $problem }
columns =
    { $count ->
        [one] 1 column
       *[other] { $count } columns
    } instead of { $wanted }
columns-by-comma =
    { $count ->
        [one] 1 column
       *[other] { $count } columns
    } instead of { $wanted }; a rating has a decimal point, or semicolons separate the columns
columns-by-semicolon =
    { $count ->
        [one] 1 column
       *[other] { $count } columns
    } instead of { $wanted }; aliases are separated by |
guid-twice = guid { $guid } is on line { $line } already
guid-shortened = a spreadsheet turned the guid into the number { $guid }; format the column as text, and enter its guids anew
workbook-new = this is a workbook (.xlsx or .ods), not text; save it as CSV in UTF-8
workbook-old = this is a workbook (.xls), not text; save it as CSV in UTF-8
not-text = not { $encoding } text; save the file as UTF-8
unreadable = { $reason }
quote-open = a quote opens here and is never closed
quote-inside = the quote that opens here is closed in the middle of a cell; write "" for a quote inside quotes
unknown-column = unknown column { $column }; the header is { $header }
column-twice = the column { $column } is there twice
no-header = the header { $header } is missing
cell-missing = { $column } is missing
cell-too-long = { $column } has more than { $most } characters
alias-too-long = an alias has more than { $most } characters
rating-no-number = rating is not a number such as 1450 or 27.5
control-characters = { $column } holds a NUL or another control character
name-unseen = name is nothing but colour codes and unseen characters
alias-unseen = an alias is nothing but colour codes and unseen characters
