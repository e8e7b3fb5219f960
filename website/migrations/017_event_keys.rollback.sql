-- The names are the same events under every release; there is nothing to take back.
SELECT;
