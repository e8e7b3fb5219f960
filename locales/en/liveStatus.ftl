# Who is there right now.
in-voice = In voice now
on-server = On the server now
nobody = Nobody
and-more = and { $count } more
