import { sayCount, sayDollars } from '../../core/amount.ts';
import { clip, oneLine } from '../../core/clip.ts';
import {
  isSlight,
  sizeOf,
  verdictOf,
  type Cause,
  type InvoicePart,
  type InvoiceResult,
} from './invoice-result.ts';
import { saySpan } from './say-span.ts';

const MAX_NAME = 60;
const NAMES: Readonly<Record<string, string>> = { openai: 'OpenAI', anthropic: 'Anthropic' };
/** Two counts that differ by more are not of the same calls. */
const MORE_TOKENS = 1.005;

const CAUSE_WORDS = {
  credit: 'credits',
  'untracked-key': 'untracked use',
  'unpriced-model': 'calls without a price',
  'missing-stream-usage': 'calls that nobody counted',
  'price-difference': 'another price',
  rounding: 'rounding',
  'time-zone-cut': 'other days',
} as const satisfies Record<Cause, string>;

/** What to do next; empty: nothing. */
const NEXT = {
  credit: '',
  'untracked-key': 'Report these calls under a workflow, or revoke the key.',
  'unpriced-model': 'Write a price under ledger.providers in pithead.yaml, then: npx pithead spend --reprice',
  'missing-stream-usage':
    'Have streams tell their usage (OpenAI: stream_options.include_usage), and settle reservations.',
  'price-difference':
    'If that is your price (batch, negotiated), write it under ledger.providers, then: npx pithead spend --reprice',
  rounding: '',
  'time-zone-cut': 'The bill goes by other days than UTC’s; nothing is lost.',
} as const satisfies Record<Cause, string>;

/**
 * A comparison for a phone, plain text: whether it fits, then each cause with what to do, the largest first; what is less than a
 * cent is left out. `zone`: whose days the bill is of (IANA name).
 */
export function sayInvoice(
  result: InvoiceResult,
  zone = 'UTC',
): { readonly title: string; readonly body: string } {
  const { billedPico, bookedPico } = result;
  const who = NAMES[result.provider] ?? clip(oneLine(result.provider), MAX_NAME);
  const billed = `${who} billed ${sayDollars(billedPico)} for ${saySpan(result, zone)}`;
  const lines = [
    ...result.parts.filter(({ pico }) => !isSlight(pico, 0n)).map(sayPart),
    ...sayUnexplained(result),
    ...sayOthers(result),
  ];
  return {
    title: `${billed}; the ledger has ${sayDollars(bookedPico)}: ${sayVerdict(result)}`,
    body: lines.join('\n'),
  };
}

function sayVerdict(result: InvoiceResult): string {
  const { differencePico, unexplainedPico } = result;
  if (differencePico === 0n) return 'the same';
  const differs = `${sayDollars(sizeOf(differencePico))} ${differencePico > 0n ? 'more' : 'less'}`;
  switch (verdictOf(result)) {
    case 'fits':
      return `${differs}, which fits`;
    case 'explained':
      return `${differs}, all explained`;
    case 'unexplained':
      return unexplainedPico === differencePico
        ? `${differs}, not explained`
        : `${differs}, ${sayDollars(unexplainedPico)} of it not explained`;
  }
}

function sayPart({ cause, pico, evidence }: InvoicePart): string {
  return `${sayDollars(pico)} ${CAUSE_WORDS[cause]}: ${evidence}. ${NEXT[cause]}`.trimEnd();
}

function sayUnexplained(result: InvoiceResult): readonly string[] {
  if (isSlight(result.unexplainedPico, 0n)) return [];
  const [most] = result.byModel
    .filter(({ unexplainedPico }) => !isSlight(unexplainedPico, 0n))
    .toSorted((one, other) => Number(sizeOf(other.unexplainedPico) - sizeOf(one.unexplainedPico)));
  const what = `${sayDollars(result.unexplainedPico)} not explained`;
  if (most === undefined || most.model === null) return [what];
  const { model, billedPico, bookedPico, billedTokens, bookedTokens } = most;
  const counted =
    billedTokens !== null && billedTokens > bookedTokens * MORE_TOKENS
      ? `; the bill counts ${sayCount(billedTokens)} tokens, the ledger ${sayCount(bookedTokens)}: some calls are not reported`
      : '';
  const name = clip(oneLine(model), MAX_NAME);
  return [
    `${what}, most of it ${name}: billed ${sayDollars(billedPico)}, in the ledger ${sayDollars(bookedPico)}${counted}`,
  ];
}

function sayOthers({ provider, otherProviders }: InvoiceResult): readonly string[] {
  if (otherProviders.length === 0) return [];
  const names = otherProviders.slice(0, 5).map((name) => clip(oneLine(name), MAX_NAME));
  const own = clip(oneLine(provider), MAX_NAME);
  return [
    `The ledger has nothing of "${own}" then, but of ${names.join(', ')}: if one is meant, --provider names it`,
  ];
}
