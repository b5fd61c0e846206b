import { describe, expect, it } from 'vitest';
import { isObject } from '../../src/core/json.ts';
import type { Json } from '../../src/core/json.ts';
import { expectReadable } from './expect-readable.ts';
import { PAYLOADS } from './github-payloads.ts';
import { fits, render } from './render-github.ts';

describe('broken payloads', () => {
  const JUNK: readonly Json[] = [
    null,
    true,
    -1,
    1e300,
    '',
    ' \u001b[31m\u202e\n',
    [],
    [[]],
    ['x', 1],
    {},
    { a: {} },
  ];

  it('render to something sensible whatever is missing or of the wrong type', () => {
    const random = seeded(20261122);
    const hurt = PAYLOADS.flatMap(({ type, data }) =>
      Array.from({ length: 6 }, (_, round) => ({ type, data: damage(data, random, round % 2 === 0) })),
    );
    expect(hurt).toHaveLength(6 * 329);
    let known = 0;
    for (const { type, data } of hurt) {
      if (fits(type, data)) known++;
      expectReadable(render(type, data));
    }
    expect(known).toBeGreaterThan(1_000);
  });

  it('render without the thing itself, under every event name', () => {
    const types = [...new Set(PAYLOADS.map(({ type }) => type))];
    for (const type of types) {
      for (const junk of JUNK) {
        const data = {
          action: junk,
          sender: { login: 'octocat' },
          repository: { full_name: 'o/r' },
          [type]: junk,
        };
        expectReadable(render(type, data));
      }
    }
  });

  function damage(value: Json, random: () => number, gentle: boolean): Json {
    const chance = gentle ? 0.03 : 0.2;
    if (random() < chance) return JUNK[Math.floor(random() * JUNK.length)] ?? null;
    if (Array.isArray(value)) return value.map((entry: Json) => damage(entry, random, gentle));
    if (!isObject(value)) return value;
    const kept = Object.entries(value).filter(() => random() >= chance);
    return Object.fromEntries(kept.map(([key, entry]) => [key, damage(entry, random, gentle)]));
  }
});

/** Mulberry32: the same numbers every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
