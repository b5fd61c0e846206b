import type { UnmeasuredReason } from '../core/probe.ts';
import type { FarWords } from './far-error.ts';

/** The status that an error would have had, by its `type` or `code`, where it came inside an answer. */
const STATUS_OF: ReadonlyMap<string | number, number> = new Map([
  // Anthropic: https://platform.claude.com/docs/en/api/errors
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['api_error', 500],
  ['timeout_error', 504],
  ['overloaded_error', 529],
  // OpenAI: https://platform.openai.com/docs/guides/error-codes
  ['insufficient_quota', 429],
  ['rate_limit_exceeded', 429],
  ['requests', 429],
  ['tokens', 429],
  ['invalid_api_key', 401],
  ['model_not_found', 404],
  ['server_error', 500],
  // Groq, llama.cpp
  ['over_capacity', 503],
  ['unavailable_error', 503],
]);

const BILLING_CODES: readonly string[] = [
  'insufficient_quota',
  'billing_error',
  'billing_hard_limit_reached',
  'billing_not_active',
  'contract_spend_limit_reached',
  'enforced_spend_limit_reached',
  'linked_organization_billing_unavailable',
  'linked_organization_spend_limit_reached',
];
const BILLING_WORDS =
  /\bcredit balance is too low\b|\binsufficient (?:balance|credits?|funds|quota)\b|\bbilling\b|\bspend(?:ing)? limit\b|\byour specified api usage limits\b/i;
/**
 * What is said of a rate alone. OpenAI and Groq say with it where more can be bought; Google says this of its free quotas
 * by the minute, with the words "check your plan and billing details".
 */
const RATE_CODES: readonly string[] = [
  'rate_limit_exceeded',
  'rate_limit_error',
  'requests',
  'tokens',
  'RESOURCE_EXHAUSTED',
];
/** Statuses that providers use for a lack of money besides 402. */
const BILLING_STATUSES: readonly number[] = [400, 403, 429];
const URLS = /\bhttps?:\/\/\S+/gi;

const NO_MODEL_CODES: readonly string[] = ['model_not_found', 'model_decommissioned'];
// DeepSeek and OpenRouter answer 400 without a code; so does Google for a key.
const NO_MODEL_WORDS = /^model not exist\b|\bis not a valid model id\b/i;
const NO_KEY_WORDS = /\bapi key not valid\b/i;

/** What servers say of a path that they don't know, in the shape of an error of their API. */
const NO_PATH_CODE = 'unknown_url';
const NO_PATH_WORDS = /^(?:(?:file |page |path )?not found|(?:invalid|unknown request) url\b.*|)\.?$/i;

/**
 * Why a provider did not answer. `status`: HTTP's; `null`: the error came inside an answer that had begun with 200.
 * `retries`: it said when to come back, which nobody does who wants money.
 */
export function reasonOf(status: number | null, words: FarWords, retries: boolean): UnmeasuredReason {
  const as = status ?? statusOf(words);
  const codes = [words.type, String(words.code)];
  const said = words.isApi ? words.message.replace(URLS, '') : '';
  if (as < 500 && codes.some((code) => NO_MODEL_CODES.includes(code))) return 'no-such-model';
  if (as === 402 || codes.some((code) => BILLING_CODES.includes(code))) return 'billing';
  if (BILLING_STATUSES.includes(as)) {
    if (codes.some((code) => RATE_CODES.includes(code))) return 'rate-limited';
    if (!retries && BILLING_WORDS.test(said)) return 'billing';
  }
  if (as === 429) return 'rate-limited';
  if (as === 401 || as === 403) return 'unauthorized';
  if (status === 404 && !knowsPath(words)) return 'bad-request';
  if (as === 404) return 'no-such-model';
  // 498 is Groq's: its flexible tier has no room.
  if (as === 503 || as === 529 || as === 498) return 'overloaded';
  if (as >= 500 || as === 408) return 'server-error';
  if (as === 400 && NO_MODEL_WORDS.test(said)) return 'no-such-model';
  return as === 400 && NO_KEY_WORDS.test(said) ? 'unauthorized' : 'bad-request';
}

/** Whether it is the model that was not found, not the path. */
function knowsPath({ isApi, message, code }: FarWords): boolean {
  return isApi && code !== NO_PATH_CODE && !NO_PATH_WORDS.test(message.trim());
}

function statusOf({ type, code }: FarWords): number {
  if (/^[45]\d\d$/.test(String(code))) return Number(code);
  return STATUS_OF.get(code) ?? STATUS_OF.get(type) ?? 500;
}
