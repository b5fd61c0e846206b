#!/bin/sh
# Needs curl and jq. Asks OpenAI, prints the answer, and tells Pithead what it used.
answer=$(curl -sS --fail-with-body "${OPENAI_BASE_URL:-https://api.openai.com/v1}/chat/completions" \
  -H "Authorization: Bearer $OPENAI_API_KEY" -H 'Content-Type: application/json' \
  -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}]}') || { echo "$answer" >&2; exit 1; }
printf '%s' "$answer" | jq -r '.choices[0].message.content'

printf '%s' "$answer" | jq '{id, provider: "openai", model, usage, trigger: {kind: "cron", id: "curl.sh"}}' |
  curl -sS --fail-with-body --max-time 2 -o /dev/null "$PITHEAD_URL/v1/usage" \
    -H "Authorization: Bearer $PITHEAD_KEY" -H 'Content-Type: application/json' --data-binary @- ||
  echo 'usage not reported' >&2
