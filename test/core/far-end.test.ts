import { describe, expect, it } from 'vitest';
import { FarEndError, verdictOf, verdictOfCode, verdictOfStatus } from '../../src/core/far-end.ts';

const withCode = (code: string): Error => Object.assign(new Error('it broke'), { code });

describe('trouble on the way', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['EAI_AGAIN', 'unreachable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ECONNRESET', 'network'],
    ['EPIPE', 'network'],
    ['ETIMEDOUT', 'network'],
    [null, 'network'],
  ])('%s: %s', (code, reason) => {
    expect(verdictOfCode(code)).toEqual({ action: 'retry', reason, retryAfterMs: null });
  });

  it.each([
    ['the error itself', withCode('ENOTFOUND'), 'unreachable'],
    ['what fetch wraps', new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') }), 'unreachable'],
    ['a number as code', Object.assign(new Error('odd'), { code: 7 }), 'network'],
    ['no error at all', 'ECONNREFUSED', 'network'],
  ])('is told by the code of %s', (_what, error, reason) => {
    expect(verdictOf(error).reason).toBe(reason);
  });

  it('is what a far end says of it, where it says something', () => {
    const verdict = verdictOfStatus(429, 5);
    const error = new FarEndError('wait', verdict, { cause: withCode('ECONNREFUSED') });
    expect(verdictOf(error)).toBe(verdict);
  });
});
