# Wer gerade da ist.
in-voice = Gerade im Voice
on-server = Gerade auf dem Server
nobody = Niemand
and-more = und { $count } weitere
