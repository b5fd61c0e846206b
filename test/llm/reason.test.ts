import { describe, expect, it } from 'vitest';
import { farErrorFrom, wordsOf } from '../../src/llm/far-error.ts';
import { reasonOf } from '../../src/llm/reason.ts';
import { retryAfterOf } from '../../src/llm/retry-after.ts';

function reason(status: number | null, body: unknown, retries = false): string {
  return reasonOf(status, wordsOf(body), retries);
}

describe('why a provider did not answer', () => {
  it.each([
    [400, 'bad-request'],
    [401, 'unauthorized'],
    [402, 'billing'],
    [403, 'unauthorized'],
    [404, 'no-such-model'],
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
    expect(reason(status, '')).toBe(expected);
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
    ['llama.cpp', 503, { code: 503, type: 'unavailable_error', message: 'Loading model' }, 'overloaded'],
  ])('is told by the words of %s: %i %j', (_, status, error, expected) => {
    expect(reason(status, error)).toBe(expected);
    expect(reason(status, { error })).toBe(expected);
    expect(reason(status, [{ error }])).toBe(expected);
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
    ['something broke', 'server-error'],
    [null, 'server-error'],
  ])('is told without a status, inside an answer: %j', (body, expected) => {
    expect(reason(null, body)).toBe(expected);
  });
});

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
    ['<html><b>Bad</b> gateway', { message: '  Bad  gateway', type: '', code: '' }],
    [[], { message: '', type: '', code: '' }],
    [17, { message: '', type: '', code: '' }],
  ])('%j', (body, expected) => {
    expect(wordsOf(body)).toEqual(expected);
  });

  it.each([
    ['502 <html>Bad gateway', '<html>Bad gateway'],
    ['502 status code (no body)', ''],
  ])('are in the message of an SDK where the body is no JSON: %s', (message, body) => {
    expect(farErrorFrom({ status: 502, error: undefined, message })).toEqual({
      status: 502,
      body,
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
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:01:30 GMT' }, 90_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '1' }, 1_000],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '9'.repeat(40) }, null],
    [{}, null],
  ])('%j is %s ms from now', (headers, expected) => {
    expect(retryAfterOf(new Headers(headers), now)).toBe(expected);
  });
});
