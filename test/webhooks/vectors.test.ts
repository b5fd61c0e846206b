import { describe, expect, it, test } from 'vitest';
import { parseSource, verify } from '../../src/webhooks/verify.ts';
import { LATER, PROVIDERS } from './providers.ts';
import { loadVectors, requestOf, type Vector } from './vectors.ts';

const VECTORS = loadVectors();

/** Where our reason is another word than the vector's, and why; a difference that is not named here fails. */
const OTHER_WORDS: readonly { readonly ids: RegExp; readonly ours: string; readonly why: string }[] = [
  {
    ids: /^(?:bearer\/bearer(?!\/0\/sig-null)|cloudflare\/cfauth|gitlab\/gltoken|telegram\/tgtoken)\/0\/(?:sig-(?:extended|flipped|truncated|null-string)|secret-wrong|token-space)$/,
    ours: 'token_mismatch',
    why: 'a token has no form of its own: one that is too long or too short is another token, and no signature',
  },
];

function outcomeOf(vector: Vector) {
  const entry = { ...PROVIDERS[vector.scheme], secrets: [vector.secret] };
  let source;
  try {
    source = parseSource(entry);
  } catch (error) {
    // What can't be configured opens no door; the message must say that it is about the secret.
    expect(String(error)).toContain('secret');
    return { ok: false, reason: 'secret_missing' } as const;
  }
  return verify(requestOf(vector), source, new Date(vector.now * 1000));
}

describe.each([...VECTORS])('vectors of %s', (_provider, vectors) => {
  test.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const outcome = outcomeOf(vector);
    expect(outcome.ok ? 'accept' : 'reject').toBe(vector.expect);
    const [, word] = /^([a-z]+_[a-z]+)\b/.exec(vector.reason) ?? [];
    if (outcome.ok || word === undefined) return;
    const other = OTHER_WORDS.find(({ ids }) => ids.test(vector.id));
    expect(outcome.reason).toBe(other?.ours ?? word);
  });
});

describe('the vectors as a whole', () => {
  it('are all there: none of them is skipped', () => {
    const all = [...VECTORS.values()].flat();
    expect(all.length).toBe(505);
    expect(all.filter(({ scheme }) => PROVIDERS[scheme] === undefined)).toEqual([]);
    expect(Object.keys(LATER).filter((name) => VECTORS.has(name))).toEqual([]);
  });
});
