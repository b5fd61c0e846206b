/** How each provider of the vectors is configured: its entry of `sources`, without the secrets. */
export const PROVIDERS: Readonly<Record<string, object>> = {
  'bearer secret': { scheme: 'bearer' },
  'bitbucket X-Hub-Signature sha256=': hmac({ header: 'X-Hub-Signature', prefix: 'sha256=' }),
  'cloudflare notifications secret header': { scheme: 'bearer', header: 'cf-webhook-auth' },
  'cloudflare stream time,sig1': hmac({
    header: 'Webhook-Signature',
    parts: { separator: ',', assign: '=', signature: 'sig1', timestamp: 'time' },
    payload: '{timestamp}.{body}',
    timestamp: { part: true },
  }),
  'generic: X-Timestamp + X-Signature = hex HMAC-SHA256(secret, ts + "." + body)': hmac({
    header: 'x-signature',
    payload: '{timestamp}.{body}',
    timestamp: { header: 'x-timestamp', unit: 's' },
  }),
  'github sha256': { scheme: 'github' },
  'gitlab secret token (X-Gitlab-Token)': { scheme: 'bearer', header: 'X-Gitlab-Token' },
  'gitlab signing token (standard-webhooks v1)': { scheme: 'standard-webhooks' },
  'hubspot v3': hmac({
    header: 'X-HubSpot-Signature-V3',
    encoding: 'base64',
    payload: '{method}{url}{body}{timestamp}',
    timestamp: { header: 'X-HubSpot-Request-Timestamp', unit: 'ms' },
  }),
  'intercom X-Hub-Signature sha1=': hmac({ header: 'X-Hub-Signature', algorithm: 'sha1', prefix: 'sha1=' }),
  'linear hex HMAC-SHA256, signed body webhookTimestamp (ms), 60 s': hmac({
    header: 'Linear-Signature',
    timestamp: { field: '/webhookTimestamp', unit: 'ms' },
    tolerance: 60,
    type: { field: '/type' },
  }),
  'meta X-Hub-Signature-256': hmac({ header: 'X-Hub-Signature-256', prefix: 'sha256=' }),
  'paddle ts;h1': hmac({
    header: 'Paddle-Signature',
    parts: { separator: ';', assign: '=', signature: 'h1', timestamp: 'ts' },
    payload: '{timestamp}:{body}',
    timestamp: { part: true },
    id: { field: '/event_id' },
    type: { field: '/event_type' },
  }),
  'pagerduty v1= comma list': hmac({ header: 'X-PagerDuty-Signature', parts: { signature: 'v1' } }),
  'sentry hex HMAC-SHA256': hmac({
    header: 'Sentry-Hook-Signature',
    type: { header: 'Sentry-Hook-Resource' },
  }),
  'shopify base64 HMAC-SHA256': hmac({
    header: 'X-Shopify-Hmac-Sha256',
    encoding: 'base64',
    id: { header: 'X-Shopify-Webhook-Id' },
    type: { header: 'X-Shopify-Topic' },
  }),
  'slack v0': { scheme: 'slack' },
  'square base64 HMAC-SHA256 over url+body': hmac({
    header: 'x-square-hmacsha256-signature',
    encoding: 'base64',
    payload: '{url}{body}',
    id: { field: '/event_id' },
    type: { field: '/type' },
  }),
  'standard-webhooks v1': { scheme: 'standard-webhooks' },
  'standard-webhooks v1 (HMAC-SHA256 base64 over id.timestamp.body)': { scheme: 'standard-webhooks' },
  'standard-webhooks v1 (Replicate)': { scheme: 'standard-webhooks' },
  'standard-webhooks v1a (ed25519)': { scheme: 'standard-webhooks' },
  'stripe v1': { scheme: 'stripe' },
  'svix v1 (svix-* headers)': { scheme: 'standard-webhooks' },
  'telegram secret token': { scheme: 'bearer', header: 'X-Telegram-Bot-Api-Secret-Token' },
  'twitch sha256= over id+timestamp+body': hmac({
    header: 'Twitch-Eventsub-Message-Signature',
    prefix: 'sha256=',
    payload: '{id}{timestamp}{body}',
    timestamp: { header: 'Twitch-Eventsub-Message-Timestamp', unit: 'rfc3339' },
    id: { header: 'Twitch-Eventsub-Message-Id' },
  }),
  'vercel hex HMAC-SHA1': hmac({ header: 'x-vercel-signature', algorithm: 'sha1' }),
  'zendesk base64 HMAC over timestamp+body': hmac({
    header: 'X-Zendesk-Webhook-Signature',
    encoding: 'base64',
    payload: '{timestamp}{body}',
    timestamp: { header: 'X-Zendesk-Webhook-Signature-Timestamp', unit: 'rfc3339' },
  }),
  'zoom v0': hmac({
    header: 'x-zm-signature',
    prefix: 'v0=',
    payload: 'v0:{timestamp}:{body}',
    timestamp: { header: 'x-zm-request-timestamp', unit: 's' },
  }),
};

/** Providers that need a scheme of their own, and why: their vectors come with it. */
export const LATER: Readonly<Record<string, string>> = {
  discord: 'Ed25519 over timestamp and body, in hex: no HMAC',
  sendgrid: 'ECDSA P-256 over timestamp and body: no HMAC',
  twilio: 'signs the form parameters sorted by name, not the bytes of the body',
  mailgun: 'the signature stands inside the body and does not cover it',
};

function hmac(entry: object): object {
  return { scheme: 'hmac', hmac: entry };
}
