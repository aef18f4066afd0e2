#!/usr/bin/env bash
# Makes deploy/compose/.env once: random passwords, and a key pair (EC P-256) for each service. Readable by its owner only.
set -euo pipefail
umask 077
cd "$(dirname "$0")"
[ -e .env ] && { echo ".env is there already"; exit 0; }

secret() { openssl rand -hex 24; }
keys=
{
  for name in POSTGRES_PASSWORD REDIS_PASSWORD CURSOR_KEY GRAFANA_PASSWORD ADMIN_PASSWORD; do echo "$name=$(secret)"; done
  echo ADMIN_USERNAME=admin
  for schema in USERS QUEUING COMMUNICATION HISTORY MODERATION; do
    echo "${schema}_PASSWORD=$(secret)"
    echo "${schema}_OWNER_PASSWORD=$(secret)"
  done
  for service in gateway user-service queuing-service communication-service history-service moderation-service; do
    pem=$(openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 2>/dev/null)
    name=$(echo "$service" | tr a-z- A-Z_)
    echo "${name}_KEY=$(openssl pkcs8 -topk8 -nocrypt -outform DER <<<"$pem" | base64 -w0)"
    keys+=${keys:+,}$service=$(openssl pkey -pubout -outform DER <<<"$pem" | base64 -w0)
  done
  echo "SERVICE_KEYS=$keys"
} > .env
echo "made deploy/compose/.env"
