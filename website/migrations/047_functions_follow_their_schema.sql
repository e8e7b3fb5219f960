-- What calls it is ours alone and has its schema first in its path. A function that keeps the schema's name is lost once
-- that is another one: a restored backup is made in a schema of its own and moved.
ALTER FUNCTION merge_people(bigint, bigint, timestamptz) RESET search_path;
