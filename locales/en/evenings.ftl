# Rules by weekday, for admins.

weekdays = Weekdays
weekdays-note = What is chosen here comes before the settings of this installation, in every message and on every page.
session = Session
start = Start
enough = Players that are enough
call-at = Call players at, if short
call-below = Only if the chance is below
any-chance = Whatever the chance
per-cent = { $number } %
ask-at-most = Ask at most
as-set = As set ({ $value })
never = Never
as-many = As many as it takes
