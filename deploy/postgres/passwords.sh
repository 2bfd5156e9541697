#!/usr/bin/env bash
# Gives the logins of roles.sql their passwords, from files. Run by the Postgres image after roles.sql, when it makes its folder.
set -euo pipefail

owner=$(cat /run/secrets/owner_password)
service=$(cat /run/secrets/service_password)
# On standard input, so that no password stands in a list of processes.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
alter role throughline_owner password '${owner//\'/\'\'}';
alter role throughline_service password '${service//\'/\'\'}';
SQL
