/** Senders that `init` can set a source up for, by their scheme. */
export const SENDERS = ['github', 'stripe', 'standard-webhooks', 'slack', 'bearer'] as const;
export type Sender = (typeof SENDERS)[number];

export interface SenderInfo {
  readonly label: string;
  /** The source's name where nobody says another. */
  readonly source: string;
  /** Makes a secret of 32 random bytes; `null`: the sender makes it. */
  readonly secret: ((bytes: Uint8Array) => string) | null;
  /** Why a secret that the sender made won't do. */
  readonly problem: (secret: string) => string | null;
  /** What to do at the sender's page, one line each, in order. */
  readonly steps: (at: { readonly url: string; readonly secret: string }) => readonly string[];
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Nothing a header or an `.env` line would stumble over. */
const anyText = (secret: string): string | null =>
  /^[!-~]{8,512}$/.test(secret) ? null : 'a secret has at least 8 characters, and no spaces';

export const SENDER_INFO: Readonly<Record<Sender, SenderInfo>> = {
  /** https://docs.github.com/webhooks/using-webhooks/creating-webhooks */
  github: {
    label: 'GitHub',
    source: 'github',
    secret: hex,
    problem: anyText,
    steps: ({ url, secret }) => [
      'At GitHub, in the repository or organisation: Settings → Webhooks → Add webhook',
      `  Payload URL     ${url}`,
      '  Content type    application/json',
      `  Secret          ${secret}`,
      '  Which events    "Send me everything", or choose: pushes, workflow runs, issues, releases …',
      '  Active          yes; GitHub sends a ping at once, and it arrives here',
    ],
  },
  /** https://docs.stripe.com/webhooks */
  stripe: {
    label: 'Stripe',
    source: 'stripe',
    secret: null,
    problem: (secret) =>
      secret.startsWith('whsec_')
        ? anyText(secret)
        : 'Stripe’s signing secrets begin with whsec_ (an API key, sk_…, is another thing)',
    steps: ({ url }) => [
      'At Stripe: Developers (Workbench) → Webhooks → Add destination → Webhook endpoint',
      `  Endpoint URL    ${url}`,
      '  Events          those you want to hear of, like invoice.paid and charge.dispute.created',
      '  Signing secret  whsec_…, shown by Stripe once the endpoint is there',
    ],
  },
  /** https://www.standardwebhooks.com; https://replicate.com/docs/topics/webhooks */
  'standard-webhooks': {
    label: 'Standard Webhooks (Replicate, OpenAI, Svix and others)',
    source: 'webhooks',
    secret: (bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`,
    problem: (secret) =>
      /^whsec_[A-Za-z0-9+/]{4,}={0,2}$/.test(secret) ? null : 'such a secret is whsec_ and base64',
    steps: ({ url, secret }) => [
      'At the sender’s page for webhooks:',
      `  URL             ${url}`,
      `  Signing secret  ${secret}`,
      '  A sender that shows a secret of its own instead (Replicate, OpenAI): put that into .env in its place',
    ],
  },
  /** https://docs.slack.dev/authentication/verifying-requests-from-slack */
  slack: {
    label: 'Slack',
    source: 'slack',
    secret: null,
    problem: (secret) =>
      /^[0-9a-f]{32,}$/i.test(secret) ? null : 'Slack’s signing secret is 32 hex digits (no xoxb-… token)',
    steps: ({ url }) => [
      'At https://api.slack.com/apps, in your app:',
      '  Signing secret  Basic Information → App Credentials → Signing Secret',
      `  Request URL     Event Subscriptions → On → ${url}`,
      '  (Slack asks there at once whether this program answers: start it first)',
    ],
  },
  bearer: {
    label: 'any other, with a shared token (n8n, Home Assistant, your own scripts)',
    source: 'script',
    secret: hex,
    problem: anyText,
    steps: ({ url, secret }) => [
      'At the sender:',
      `  POST to         ${url}`,
      '  Content type    application/json',
      `  Header          Authorization: Bearer ${secret}`,
    ],
  },
};
