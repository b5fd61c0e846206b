/** Characters of any text, as in a reported record. */
const LONGEST = 200;

/** Why a span that looks like a model call is not booked, as its sender is told. */
export const REFUSALS = {
  'not-a-span': 'it is not an OTLP span',
  'trace-id': 'traceId must be 32 hex digits, not all zero (OTLP has no base64 in its JSON)',
  'span-id': 'spanId must be 16 hex digits, not all zero (OTLP has no base64 in its JSON)',
  time: 'startTimeUnixNano and endTimeUnixNano must be whole nanoseconds since 1970',
  'too-old': 'it ended more than 90 days ago: calls of the last 90 days are taken',
  'no-model': 'it has usage, but neither gen_ai.response.model nor gen_ai.request.model',
  'many-counts': 'it has more than 64 attributes gen_ai.usage.*',
  'long-count': 'the name and value of a gen_ai.usage.* attribute must not be longer than 200 characters',
  'long-provider': 'gen_ai.provider.name must not be longer than 200 characters',
  'long-model': 'the name of the model must not be longer than 200 characters',
  'long-tier': 'openai.response.service_tier must not be longer than 200 characters',
  'long-prompt-hash': 'pithead.prompt_hash must not be longer than 200 characters',
  trigger:
    'pithead.trigger.kind must be cron, webhook, chat, canary or retry, and pithead.trigger.id a text of at most 200 characters',
} as const satisfies Readonly<Record<string, string>>;

export type Refusal = keyof typeof REFUSALS;

export interface RefusedSpan {
  /** Its place among all spans of the request, from 0. */
  readonly index: number;
  readonly why: Refusal;
}

/** What a reader of a part of a span found, or why the span can't be booked. */
export type Read<Found> =
  | { readonly ok: true; readonly value: Found }
  | { readonly ok: false; readonly why: Refusal };

export function isLong(text: string | null): boolean {
  return text !== null && text.length > LONGEST;
}

export function refused(why: Refusal): { readonly ok: false; readonly why: Refusal } {
  return { ok: false, why };
}
