import { expect, it } from 'vitest';
import { cell, held, line, usd } from './bills.ts';

const DAYS = [1, 2, 3, 4, 5];
const MODEL = 'claude-sonnet-4-5';
const SEARCH = { kind: 'web_search' } as const;

const bills = [
  ['tokens are not counted', {}],
  ['tokens are counted', { tokens: 1_100 }],
] as const;

it.each(bills)(
  'takes searches that are billed beside their model, the same each day, for no other price: %s',
  (_name, counted) => {
    const result = held(
      DAYS.flatMap((day) => [line(day, MODEL, 1.003, counted), line(day, null, 0.1, SEARCH)]),
      DAYS.map((day) => cell(day, MODEL, 1.103)),
    );
    expect(result).toMatchObject({ differencePico: 0n, parts: [], unexplainedPico: 0n });
  },
);

it('tells another price all the same where searches are not what it comes to', () => {
  const result = held(
    DAYS.flatMap((day) => [line(day, MODEL, 0.5), line(day, null, 0.1, SEARCH)]),
    DAYS.map((day) => cell(day, MODEL, 1)),
  );
  expect(result.parts.map(({ cause }) => cause)).toEqual(['price-difference', 'untracked-key']);
});

it('shares out what calls of unknown cost may come to, those of each workflow for what they are', () => {
  const known = DAYS.map((day) => cell(day, MODEL, 1));
  const unknown = DAYS.map((day) => cell(day, MODEL, 0, { workflow: 'other', calls: 5, unpriced: 5 }));
  const floors = DAYS.map((day) =>
    cell(day, MODEL, 1, { workflow: 'third', calls: 5, missing: 5, floorPico: usd(1) }),
  );
  const result = held(
    DAYS.map((day) => line(day, MODEL, 3)),
    [...known, ...unknown, ...floors],
  );
  expect(result.parts.map(({ cause, pico }) => [cause, pico])).toEqual([
    ['unpriced-model', usd(2.5)],
    ['missing-stream-usage', usd(2.5)],
  ]);
});
