import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isVerifyReason, verifyCause } from '../../src/watch/verify-causes.ts';

describe('the cause of failed verifications', () => {
  it.each([
    [{ signature_mismatch: 3, timestamp_skew: 2 }, /secret differs/],
    [{ token_mismatch: 1, signature_mismatch: 1, signature_missing: 1 }, /secret differs/],
    [{ timestamp_skew: 1 }, /clock/],
    [{ signature_missing: 2, id_missing: 1, signature_mismatch: 2 }, /not the sender/],
    [{ request_malformed: 1 }, /scheme/],
    [{ secret_missing: 1 }, /no secret/],
  ])('of %j', (reasons, cause) => {
    expect(verifyCause(new Map(Object.entries(reasons)))).toMatch(cause);
  });

  it('is none without failures', () => {
    expect(verifyCause(new Map())).toBeNull();
  });

  it('knows every reason that verification has', () => {
    const scheme = readFileSync(new URL('../../src/webhooks/scheme.ts', import.meta.url), 'utf8');
    const [, union = ''] = /export type VerifyReason =([^;]+);/.exec(scheme) ?? [];
    const reasons = [...union.matchAll(/'([a-z_]+)'/g)].map(([, reason]) => reason ?? '');
    expect(reasons.length).toBeGreaterThan(10);
    expect(reasons.filter((reason) => !isVerifyReason(reason))).toEqual([]);
  });
});
