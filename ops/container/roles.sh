#!/bin/sh
# Run once by PostgreSQL's own image, as its superuser, when the database's files are new: the owner
# of the tables, the website's role, which may do no more than it needs, and the database.
set -eu
secrets=${SECRETS:-/run/secrets}

psql --no-psqlrc --set=ON_ERROR_STOP=1 \
    --set=owner="$(cat $secrets/owner_password)" \
    --set=website="$(cat $secrets/website_password)" <<'SQL'
CREATE ROLE muster LOGIN PASSWORD :'owner';
CREATE ROLE website_app LOGIN PASSWORD :'website';
CREATE DATABASE muster OWNER muster TEMPLATE template0 ENCODING 'UTF8'
    LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C';
SQL
