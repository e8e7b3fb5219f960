-- "Session ready" was named by its date as the server writes dates, which depends on its DateStyle. The
-- names of both spellings are one event: today's rows get the one that is written from here on, so that
-- nobody hears twice. Where a person has both already, the older row keeps its name.

UPDATE notifications_ledger AS l
   SET event_key = regexp_replace(l.event_key, '^SESSION_READY:.*:threshold=',
                                  format('SESSION_READY:%s:threshold=', l.payload ->> 'date'))
 WHERE l.event_key LIKE 'SESSION\_READY:%:threshold=%'
   AND l.event_key !~ '^SESSION_READY:\d{4}-\d\d-\d\d:'
   AND l.payload ->> 'date' ~ '^\d{4}-\d\d-\d\d$'
   AND NOT EXISTS (
           SELECT FROM notifications_ledger AS other
            WHERE other.user_id = l.user_id AND other.channel_type = l.channel_type
              AND starts_with(other.event_key,
                              format('SESSION_READY:%s:', l.payload ->> 'date')));
