import { expect, it } from 'vitest';
import { placeChanges } from '../../src/charts/place-changes.ts';
import { CHANGE_KINDS, type ChangeKind } from '../../src/core/probe.ts';

/** Changes at pixels of a picture that is 1,000 wide. */
function placed(...changes: readonly (readonly [number, ChangeKind])[]) {
  return placeChanges(
    changes.map(([at, kind]) => ({ at, kind })),
    (at) => at,
    1_000,
  );
}

it.each<[string, readonly (readonly [number, ChangeKind])[], readonly unknown[]]>([
  ['a label right of its line', [[100, 'model']], [[100, 0, 'model', 'right']]],
  ['a label left of it at the right edge', [[950, 'model']], [[950, 0, 'model', 'left']]],
  [
    'one line for what is close',
    [
      [104, 'model'],
      [100, 'prompt'],
      [105, 'model'],
    ],
    [[100, 0, 'prompt, model', 'right']],
  ],
  [
    'labels in one row where there is room',
    [
      [100, 'model'],
      [400, 'prompt'],
    ],
    [
      [100, 0, 'model', 'right'],
      [400, 0, 'prompt', 'right'],
    ],
  ],
  [
    'a second row where there is none',
    [
      [100, 'model'],
      [160, 'prompt'],
      [300, 'price'],
    ],
    [
      [100, 0, 'model', 'right'],
      [160, 1, 'prompt', 'right'],
      [300, 0, 'price', 'right'],
    ],
  ],
  [
    'how many where they are too many to name',
    [
      [1, 'fingerprint'],
      [2, 'assertions'],
      [3, 'provider'],
    ],
    [[1, 0, 'fingerprint and 2 more', 'right']],
  ],
])('gives %s', (_what, changes, expected) => {
  const flat = placed(...changes).map(({ x, label }) => [x, label?.row, label?.text, label?.side]);
  expect(flat).toEqual(expected);
});

it('leaves out labels rather than having more than three rows, and all but the newest thirty lines', () => {
  const many = Array.from({ length: 50 }, (_, i) => [i * 20, CHANGE_KINDS[i % 7] ?? 'model'] as const);
  const places = placed(...many);
  expect(places.map(({ x }) => x)).toEqual(many.slice(20).map(([x]) => x));
  expect(places.filter(({ label }) => label === null).length).toBeGreaterThan(5);
  expect(Math.max(...places.map(({ label }) => label?.row ?? 0))).toBe(2);
});
