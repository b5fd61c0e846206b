import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ASSERTIONS, assertionSchema, compileAssertions } from '../../../src/probes/assertions/index.ts';

function errorOf(entry: unknown): string | undefined {
  return assertionSchema.safeParse(entry).error?.issues[0]?.message;
}

/** Whether the type is known, whatever the entry lacks. */
function known(type: string): boolean {
  const issues = assertionSchema.safeParse({ type }).error?.issues ?? [];
  return issues.every(({ path }) => path[0] !== 'type');
}

describe('an entry of `assert`', () => {
  it.each([
    [{ type: 'is-jsn' }, 'unknown assertion "is-jsn": did you mean "is-json"?'],
    [{ type: 'not-contians', value: 'a' }, 'unknown assertion "not-contians": did you mean "not-contains"?'],
    [{ type: 'x-ttfb', threshold: 1 }, 'unknown assertion "x-ttfb": did you mean "x-ttft"?'],
    [{ type: 'llm-rubric', value: 'kind' }, /^unknown assertion "llm-rubric"; known: equals, contains, /],
    [{ type: 'not-x-usage-present' }, /^unknown assertion/],
    [{ value: 'a' }, /^needs a `type`, one of equals, /],
    ['equals', /^needs a `type`/],
    [{ type: 'equals', value: 'a', weight: 2 }, 'Unrecognized key: "weight"'],
    [{ type: 'latency' }, /expected number/],
    [{ type: 'latency', threshold: -1 }, /Too small/],
    [{ type: 'contains', value: '' }, /Too small/],
    [{ type: 'levenshtein', value: 'a', threshold: 2_001 }, /Too big/],
    [{ type: 'contains', value: true }, 'must be text or a number'],
    [{ type: 'contains-all', value: [] }, /Too small/],
    [{ type: 'is-json', value: 'file://schema.json' }, /`file:\/\/` is not read/],
    [{ type: 'word-count', value: 'ten' }, 'must be a whole number, or { min: 5, max: 20 }'],
    [{ type: 'x-model-id', value: 4 }, 'must be text or a list of texts'],
  ])('is refused: %j', (entry, message) => {
    const said = errorOf(entry) ?? '';
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it("may be turned round by not- for all of promptfoo's names and none of ours", () => {
    const types = ASSERTIONS.map((assertion) => assertion.type);
    expect(types.filter((type) => !known(type))).toEqual([]);
    expect(types.filter((type) => !known(`not-${type}`))).toEqual(
      types.filter((type) => type.startsWith('x-')),
    );
  });

  it('keeps all its keys', () => {
    const entry = { type: 'x-token-band', value: { max: 5 }, of: 'input' };
    expect(assertionSchema.parse(entry)).toEqual(entry);
  });

  it('says of every key what it is for', () => {
    const lacking = ASSERTIONS.flatMap(({ type, schema }) =>
      Object.entries(
        z
          .object({ properties: z.record(z.string(), z.looseObject({})) })
          .parse(z.toJSONSchema(schema, { io: 'input' })).properties,
      )
        .filter(([, property]) => typeof property['description'] !== 'string')
        .map(([key]) => `${type}.${key}`),
    );
    expect(lacking).toEqual([]);
  });
});

describe('compileAssertions', () => {
  it('tells all problems by their places', () => {
    const entries = [
      { type: 'regex', value: '(' },
      { type: 'is-json' },
      { type: 'word-count', value: { min: 2, max: 1 } },
    ].map((entry) => assertionSchema.parse(entry));
    expect(compileAssertions(entries)).toEqual({
      ok: false,
      problems: [
        { index: 0, message: expect.stringContaining('missing closing )') },
        { index: 2, message: 'has a `min` that is more than its `max`' },
      ],
    });
  });

  it('says of each assertion which incident it belongs to', () => {
    const entries = [
      { type: 'not-contains', value: 'a' },
      { type: 'latency', threshold: 1 },
      { type: 'x-token-band', value: { max: 1 } },
    ].map((entry) => assertionSchema.parse(entry));
    const compiled = compileAssertions(entries);
    expect(compiled.ok && compiled.assertions.map(({ type, aspect }) => [type, aspect])).toEqual([
      ['not-contains', 'answer'],
      ['latency', 'latency'],
      ['x-token-band', 'cost'],
    ]);
  });

  it.each([[{ type: 'not-x-ttft' }], [{ type: 'sorry' }]])('refuses %j that no schema saw', (entry) => {
    expect(compileAssertions([entry]).ok).toBe(false);
  });
});
