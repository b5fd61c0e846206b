import { expect, it, test } from 'vitest';
import { usesOfTraces } from '../../../src/ledger/traces/uses-of-traces.ts';
import { createChance } from '../../support/chance.ts';
import { attributesOf, bodyOf, NOW, spanOf } from './spans.ts';

/** What may stand anywhere in a hostile body. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  Number.NaN,
  '',
  'x'.repeat(100_000),
  '\u2028\u0000\ud800',
  [],
  [[[]]],
  {},
  { __proto__: null },
  JSON.parse('{"__proto__":{"stringValue":"x"},"constructor":{"prototype":1}}'),
  { stringValue: { stringValue: 'x' } },
  { intValue: '9'.repeat(400) },
  { intValue: 1e308 },
  { kvlistValue: { values: [{ key: 'x', value: {} }] } },
  { key: 'gen_ai.usage.input_tokens', value: { arrayValue: {} } },
];

/** Every place of a value, as a path of keys. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))];
}

/** The value with another at that place; as it is where an earlier change took the place away. */
function withAt(value: unknown, [key, ...rest]: readonly string[], put: unknown): unknown {
  if (key === undefined) return put;
  if (Array.isArray(value))
    return value.map((item: unknown, n) => (String(n) === key ? withAt(item, rest, put) : item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([name, inner]) => [name, name === key ? withAt(inner, rest, put) : inner] as const,
  );
  return Object.fromEntries(entries);
}

const BODY = bodyOf(
  [
    spanOf(attributesOf({ 'pithead.trigger.kind': 'cron', 'pithead.trigger.id': 'x' })),
    spanOf(attributesOf(), { spanId: 'a'.repeat(16), parentSpanId: 'b'.repeat(16) }),
  ],
  { 'service.name': 'x' },
);

function expectSound(body: unknown): void {
  const read = usesOfTraces(body, { now: NOW });
  if (!read.ok) {
    expect(read.problem.length).toBeLessThan(300);
    expect(read.problem).not.toMatch(/[\n\u2028]/);
    return;
  }
  expect(read.spans).toBe(read.uses.length + read.skipped + read.rejected.length);
  for (const use of read.uses) {
    expect(use.id).toMatch(/^[0-9a-f]{32}:[0-9a-f]{16}$/);
    expect(Number.isSafeInteger(use.at)).toBe(true);
    expect(JSON.stringify(use).length).toBeLessThan(30_000);
  }
}

test.each(placesOf(BODY).map((path) => [path.join('.') || 'the body', path] as const))(
  'anything at %s is refused or read, never thrown',
  (_, path) => {
    for (const put of HOSTILE) expectSound(withAt(BODY, path, put));
  },
);

it('survives several of them at once', () => {
  const chance = createChance(7);
  const places = placesOf(BODY).filter((path) => path.length > 5);
  const pick = <Item>(items: readonly Item[]) => items[chance.whole(0, items.length)];
  for (let round = 0; round < 300; round++) {
    let body = BODY;
    for (let n = 0; n < 4; n++) {
      body = withAt(body, pick(places) ?? [], pick(HOSTILE));
    }
    expectSound(body);
  }
});

function idOf(n: number): string {
  return (n + 1).toString(16).padStart(16, '0');
}

it(
  'reads 2,000 spans that are nested in each other, without looking from each to all',
  { timeout: 3_000 },
  () => {
    const spans = Array.from({ length: 2_000 }, (_, n) =>
      spanOf(attributesOf(), { spanId: idOf(n), parentSpanId: idOf(n + 1) }),
    );
    expect(usesOfTraces(bodyOf(spans), { now: NOW })).toMatchObject({
      ok: true,
      spans: 2_000,
      skipped: 1_999,
    });
  },
);
