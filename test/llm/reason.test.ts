import { describe, expect, it } from 'vitest';
import { farErrorFrom, wordsOf } from '../../src/llm/far-error.ts';
import { reasonOf } from '../../src/llm/reason.ts';
import { retryAfterOf } from '../../src/llm/retry-after.ts';

/** By an error in JSON. */
function reason(status: number | null, body: unknown, retries = false): string {
  return reasonOf(status, wordsOf({ body, page: null }), retries);
}

/** By an error that is none of the API's. */
function reasonBy(status: number, page: string): string {
  return reasonOf(status, wordsOf({ body: undefined, page }), false);
}

describe('why a provider did not answer', () => {
  it.each([
    [400, 'bad-request'],
    [401, 'unauthorized'],
    [402, 'billing'],
    [403, 'unauthorized'],
    [404, 'bad-request'],
    [405, 'bad-request'],
    [408, 'server-error'],
    [413, 'bad-request'],
    [422, 'bad-request'],
    [429, 'rate-limited'],
    [498, 'overloaded'],
    [500, 'server-error'],
    [502, 'server-error'],
    [503, 'overloaded'],
    [504, 'server-error'],
    [524, 'server-error'],
    [529, 'overloaded'],
    [302, 'bad-request'],
  ])('is told by status %i alone: %s', (status, expected) => {
    expect(reasonBy(status, '')).toBe(expected);
  });

  it.each([
    ['OpenAI', 429, { code: 'insufficient_quota', message: 'You exceeded your current quota' }, 'billing'],
    ['OpenAI', 429, { code: 'rate_limit_exceeded', type: 'tokens', message: 'Limit 3' }, 'rate-limited'],
    [
      'OpenAI',
      400,
      { code: 'model_not_found', message: 'The requested model does not exist' },
      'no-such-model',
    ],
    ['OpenAI', 403, { code: 'model_not_found', message: 'no access to model' }, 'no-such-model'],
    ['OpenAI', 400, { code: 'billing_hard_limit_reached', message: 'Billing hard limit' }, 'billing'],
    [
      'Anthropic',
      400,
      { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' },
      'billing',
    ],
    ['Anthropic', 403, { type: 'permission_error', message: 'Your credit balance is too low' }, 'billing'],
    [
      'Anthropic',
      400,
      { message: 'You have reached your specified API usage limits. You will regain access on 2026-12-01.' },
      'billing',
    ],
    [
      'Anthropic',
      429,
      { type: 'rate_limit_error', message: 'no', details: { error_code: 'enforced_spend_limit_reached' } },
      'billing',
    ],
    ['Anthropic', 404, { type: 'not_found_error', message: 'model: claude-nope' }, 'no-such-model'],
    ['Groq', 400, { code: 'model_decommissioned', message: 'no longer supported' }, 'no-such-model'],
    ['DeepSeek', 400, { code: 'invalid_request_error', message: 'Model Not Exist' }, 'no-such-model'],
    ['OpenRouter', 400, { code: 400, message: 'nope/x is not a valid model ID' }, 'no-such-model'],
    ['OpenRouter', 403, { code: 403, message: 'flagged' }, 'unauthorized'],
    [
      'Google',
      400,
      { status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' },
      'unauthorized',
    ],
    [
      'Google',
      429,
      { status: 'RESOURCE_EXHAUSTED', message: 'check your plan and billing details', details: [{}] },
      'rate-limited',
    ],
    ['OpenAI', 404, { message: 'Invalid URL (POST /chat/completions)', code: null }, 'bad-request'],
    ['Groq', 404, { code: 'unknown_url', message: 'Please check the URL for typos' }, 'bad-request'],
    ['FastAPI', 404, { detail: 'Not Found' }, 'bad-request'],
    ['Ollama', 404, { type: 'api_error', message: 'model "x" not found, try pulling it' }, 'no-such-model'],
    ['llama.cpp', 404, { code: 404, message: 'File Not Found' }, 'bad-request'],
    ['llama.cpp', 503, { code: 503, type: 'unavailable_error', message: 'Loading model' }, 'overloaded'],
  ])('is told by the words of %s: %i %j', (_, status, error, expected) => {
    expect(reason(status, error)).toBe(expected);
    expect(reason(status, { error })).toBe(expected);
    expect(reason(status, [{ error }])).toBe(expected);
  });

  it.each([
    { code: 'rate_limit_exceeded', type: 'tokens', message: GROQ_LIMIT },
    { code: 'rate_limit_exceeded', type: 'requests', message: OPENAI_LIMIT },
    { code: null, type: 'requests', message: 'Buy more on the billing page' },
    { type: 'rate_limit_error', message: 'See your billing settings' },
  ])('is a rate where it says so, whatever it says of billing: %j', (error) => {
    expect(reason(429, { error })).toBe('rate-limited');
    expect(reason(null, error)).toBe('rate-limited');
  });

  it('is no lack of money because of where a link leads', () => {
    expect(reason(429, { error: { message: GROQ_LIMIT } })).toBe('rate-limited');
    expect(reason(403, { error: { message: `Look at https://x.example/billing.` } })).toBe('unauthorized');
    expect(reason(429, { error: { message: `Your billing is off: https://x.example/` } })).toBe('billing');
  });

  it.each([
    [403, '<html>Blocked. Is it your billing? Write to us.</html>', 'unauthorized'],
    [429, 'billing', 'rate-limited'],
    [400, 'API key not valid', 'bad-request'],
    [404, '404 page not found', 'bad-request'],
    [404, '<html>No model here</html>', 'bad-request'],
  ])('is not told by a page: %i %s', (status, page, expected) => {
    expect(reasonBy(status, page)).toBe(expected);
  });

  it('is no lack of money where it says when to come back', () => {
    const body = { error: { message: 'Slow down, or upgrade in your billing settings' } };
    expect(reason(429, body)).toBe('billing');
    expect(reason(429, body, true)).toBe('rate-limited');
  });

  it.each([
    [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'overloaded'],
    [
      { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } },
      'unauthorized',
    ],
    [{ type: 'error', error: { type: 'billing_error', message: 'pay' } }, 'billing'],
    [{ type: 'error', error: { type: 'not_found_error', message: 'model: x' } }, 'no-such-model'],
    [{ code: 'rate_limit_exceeded', type: 'tokens', message: 'Limit' }, 'rate-limited'],
    [{ code: 'insufficient_quota', message: 'quota' }, 'billing'],
    [{ type: 'server_error', code: null, message: 'Sorry' }, 'server-error'],
    [{ code: 429, message: 'slow' }, 'rate-limited'],
    [{ code: '503', message: 'busy' }, 'overloaded'],
    [{ code: 17, message: 'never heard of' }, 'server-error'],
    [{ code: 'constructor', message: 'a word of every object' }, 'server-error'],
    [{ type: '__proto__', code: 'toString', message: 'two more' }, 'server-error'],
    [{ code: 'not_found_error', message: 'Not Found' }, 'no-such-model'],
    ['something broke', 'server-error'],
    [null, 'server-error'],
  ])('is told without a status, inside an answer: %j', (body, expected) => {
    expect(reason(null, body)).toBe(expected);
  });
});

const GROQ_LIMIT =
  'Rate limit reached for model `llama-3.3-70b-versatile` on tokens per day (TPD): Limit 100000, Used 99852. Please try again in 15m38s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing';
const OPENAI_LIMIT =
  'Rate limit reached for gpt-4o-mini on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s. You can increase your rate limit by adding a payment method to your account at https://platform.openai.com/account/billing.';

describe('the words of an error', () => {
  it.each([
    [{ error: { message: 'no', type: 'a', code: 'b' } }, { message: 'no', type: 'a', code: 'b' }],
    [{ error: 'model "x" not found' }, { message: 'model "x" not found', type: '', code: '' }],
    [{ detail: 'Not Found' }, { message: 'Not Found', type: '', code: '' }],
    [
      { error: { message: 'Provider returned error', metadata: { raw: 'too long' } } },
      { message: 'Provider returned error: too long', type: '', code: '' },
    ],
    [{ error: { message: { deep: 1 }, code: null } }, { message: '', type: '', code: '' }],
    [[], { message: '', type: '', code: '' }],
    [17, { message: '', type: '', code: '' }],
  ])('%j', (body, expected) => {
    expect(wordsOf({ body, page: null })).toEqual({ ...expected, isApi: true });
  });

  it('are what is on a page, which is not of the API', () => {
    expect(wordsOf({ body: undefined, page: '<html><b>Bad</b> gateway' })).toEqual({
      message: '  Bad  gateway',
      isApi: false,
      type: '',
      code: '',
    });
  });

  it.each([
    ['502 <html>Bad gateway', '<html>Bad gateway'],
    ['502 status code (no body)', ''],
  ])('are in the message of an SDK where the body is no JSON: %s', (message, page) => {
    expect(farErrorFrom({ status: 502, error: undefined, message })).toEqual({
      status: 502,
      body: undefined,
      page,
      headers: null,
    });
  });

  it('are none where nobody answered', () => {
    expect(farErrorFrom({ status: undefined, error: undefined, message: 'Connection error.' })).toBeNull();
  });
});

describe('when to come back', () => {
  const now = Date.UTC(2026, 10, 22, 12);

  it.each([
    [{ 'retry-after': '20' }, 20_000],
    [{ 'retry-after': ' 0 ' }, 0],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': '86400' }, 86_400_000],
    [{ 'retry-after': '86401' }, 86_400_000],
    [{ 'retry-after': '9'.repeat(40) }, 86_400_000],
    [{ 'retry-after': 'Mon, 22 Nov 2027 12:00:00 GMT' }, 86_400_000],
    [{ 'retry-after-ms': '99999999999' }, 86_400_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:01:30 GMT' }, 90_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '1' }, 1_000],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('%j is %s ms from now', (headers, expected) => {
    expect(retryAfterOf(429, new Headers(headers), now)).toBe(expected);
  });

  it.each([
    [503, 20_000],
    [529, 20_000],
    [200, null],
    [301, null],
    [403, null],
    [408, null],
    [413, null],
    [500, null],
    [null, null],
  ])('with status %s is %s ms from now', (status, expected) => {
    expect(retryAfterOf(status, new Headers({ 'retry-after': '20' }), now)).toBe(expected);
  });

  it('is not said without headers', () => {
    expect(retryAfterOf(429, null, now)).toBeNull();
  });
});
