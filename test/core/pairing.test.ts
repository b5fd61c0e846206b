import { randomBytes } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { CODE_LIVES_MS, newPairingCode, tryCode, type PairingCode } from '../../src/core/pairing.ts';

const NOW = Date.UTC(2026, 10, 22);
const waiting: PairingCode = { code: 'abcdefghjk', madeAt: NOW, wrongTries: 0, used: false };

describe('a new code', () => {
  it('is ten letters and digits of which none looks like another, each as likely', () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 3_000; n++) {
      const { code } = newPairingCode(randomBytes, NOW);
      expect(code).toMatch(/^[2-9abcdefghjkmnpqrstvwxyz]{10}$/);
      for (const letter of code) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(30);
    for (const count of counts.values()) expect(count).toBeGreaterThan(700);
  });

  it('draws bytes again that would make some letters likelier', () => {
    const drawn = [new Uint8Array(10).fill(255), new Uint8Array(10).fill(0)];
    expect(newPairingCode(() => drawn.shift() ?? new Uint8Array(10), NOW).code).toBe('2222222222');
  });
});

test.each([
  ['the code itself', 'abcdefghjk', 0, 'paired'],
  ['in capitals, with spaces around', ' ABCDEFGHJK ', 0, 'paired'],
  ['in its last millisecond', 'abcdefghjk', CODE_LIVES_MS - 1, 'paired'],
  ['after an hour', 'abcdefghjk', CODE_LIVES_MS, 'expired'],
  ['something else', 'abcdefghjj', 0, 'wrong'],
  ['nothing', '', 0, 'wrong'],
])('%s', (_what, said, later, expected) => {
  const tried = tryCode(waiting, said, NOW + later);
  expect(tried.outcome === 'paired' ? 'paired' : tried.reason).toBe(expected);
});

it('pairs once', () => {
  const first = tryCode(waiting, 'abcdefghjk', NOW);
  expect(tryCode(first.next, 'abcdefghjk', NOW)).toMatchObject({ outcome: 'refused', reason: 'used' });
});

it('dies of three wrong tries, the right one after them included', () => {
  let code = waiting;
  for (let n = 0; n < 3; n++) code = tryCode(code, 'no', NOW).next;
  expect(tryCode(code, 'abcdefghjk', NOW)).toMatchObject({ reason: 'too-many-tries' });
});

it('still pairs after two', () => {
  const twice = tryCode(tryCode(waiting, 'no', NOW).next, 'no', NOW).next;
  expect(tryCode(twice, 'abcdefghjk', NOW).outcome).toBe('paired');
});
