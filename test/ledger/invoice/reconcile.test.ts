import { describe, expect, it } from 'vitest';
import type { SpendCell } from '../../../src/core/ledger.ts';
import type { BillLine } from '../../../src/ledger/invoice/bill.ts';
import { causesOf, cell, CENT, held, line, sumOf, usd } from './bills.ts';

/** Not in whole cents, as OpenAI's amounts are. */
const FINE = { pico: 1_000_000n } as const;
const fine = line(1, 'm', 0, FINE);
const matching = cell(1, 'm', 0, { costPico: FINE.pico });

interface Case {
  readonly what: string;
  readonly lines: readonly BillLine[];
  readonly cells: readonly SpendCell[];
  readonly causes: readonly (readonly [string, number])[];
  /** In cents. */
  readonly left?: number;
  readonly says?: RegExp;
}

const days = [1, 2, 3, 4] as const;

const CASES: readonly Case[] = [
  {
    what: 'nothing: bill and ledger are the same, whatever their names of a model',
    lines: [
      line(1, 'gpt-4o-2024-08-06', 0.5),
      line(1, 'gpt-4o-2024-08-06', 0.25),
      line(2, 'Claude Haiku 4.5', 1),
    ],
    cells: [cell(1, 'gpt-4o', 0.75), cell(2, 'claude-haiku-4-5-20251001', 1)],
    causes: [],
  },
  {
    what: 'what was booked afterwards counts',
    lines: [line(1, 'gpt-4o', 0.5)],
    cells: [cell(1, 'gpt-4o', 0.2, { adjustedPico: usd(0.3) })],
    causes: [],
  },
  {
    what: 'untracked: a model that the ledger has never seen',
    lines: [line(1, 'gpt-4o', 1), line(1, 'o3', 2, { apiKey: 'script' })],
    cells: [cell(1, 'gpt-4o', 1)],
    causes: [['untracked-key', 200]],
    says: /no call of o3 on 1 day when it was billed; billed to: script/,
  },
  {
    what: 'untracked: days on which the ledger has no call of a model that it knows',
    lines: days.map((day) => line(day, 'gpt-4o', 1)),
    cells: [cell(3, 'gpt-4o', 1)],
    causes: [['untracked-key', 300]],
    says: /on 3 days/,
  },
  {
    what: 'untracked: the key whose charges the ledger lacks day by day, while it has the other’s',
    lines: days.flatMap((day) => [
      line(day, 'gpt-4o', day, { apiKey: 'digest' }),
      line(day, 'gpt-4o', day * 0.3 + 0.1, { apiKey: 'laptop' }),
    ]),
    cells: days.map((day) => cell(day, 'gpt-4o', day)),
    causes: [['untracked-key', 340]],
    says: /on 4 days what was billed to the key laptop, and has the rest/,
  },
  {
    what: 'no key is blamed where it could be either of two',
    lines: [line(1, 'gpt-4o', 1, { apiKey: 'one' }), line(1, 'gpt-4o', 1, { apiKey: 'two' })],
    cells: [cell(1, 'gpt-4o', 1)],
    causes: [],
    left: 100,
  },
  {
    what: 'untracked: searches and storage that no model has too much of',
    lines: [fine, line(1, null, 0.3, { kind: 'web search tool calls' })],
    cells: [matching],
    causes: [['untracked-key', 30]],
    says: /web search tool calls \$0\.30/,
  },
  {
    what: 'searches that the ledger books with the calls that made them',
    lines: [line(1, 'gpt-4o', 1), line(1, null, 0.3, { kind: 'web search tool calls' })],
    cells: [cell(1, 'gpt-4o', 1.3)],
    causes: [],
  },
  {
    what: 'unpriced: every call of a model has an unknown cost',
    lines: [line(1, 'new-model', 3)],
    cells: [cell(1, 'new-model', 0, { unpriced: 10 })],
    causes: [['unpriced-model', 300]],
    says: /10 calls of new-model by digest whose price the ledger does not know/,
  },
  {
    what: 'unpriced: some calls, which may have cost ten times what others do and no more',
    lines: [line(1, 'm', 5)],
    cells: [cell(1, 'm', 0.9, { unpriced: 1 })],
    causes: [['unpriced-model', 100]],
    left: 310,
  },
  {
    what: 'missing: calls whose tokens nobody counted',
    lines: [line(1, 'm', 2)],
    cells: [cell(1, 'm', 1, { calls: 15, unpriced: 5, missing: 5 })],
    causes: [['missing-stream-usage', 100]],
    says: /5 calls whose tokens nobody counted, of m by digest/,
  },
  {
    what: 'missing: estimates were too low',
    lines: [line(1, 'm', 1.2)],
    cells: [cell(1, 'm', 1, { estimated: 10 })],
    causes: [['missing-stream-usage', 20]],
    says: /10 calls with estimated tokens/,
  },
  {
    what: 'missing: a reservation that nobody settled was booked as more than it came to',
    lines: [line(1, 'm', 1)],
    cells: [cell(1, 'm', 1.5, { floorPico: usd(0.6), missing: 1 })],
    causes: [['missing-stream-usage', -50]],
  },
  {
    what: 'missing and unpriced at once are shared out by their number of calls',
    lines: [line(1, 'm', 4)],
    cells: [cell(1, 'm', 0, { calls: 4, unpriced: 4, missing: 1 })],
    causes: [
      ['unpriced-model', 300],
      ['missing-stream-usage', 100],
    ],
  },
  {
    what: 'price: half of it on every day',
    lines: [fine, ...days.map((day) => line(day, 'gpt-4o', day * 0.5))],
    cells: [matching, ...days.map((day) => cell(day, 'gpt-4o', day))],
    causes: [['price-difference', -500]],
    says: /gpt-4o: billed at 0\.5 times the ledger’s price on 4 days/,
  },
  {
    what: 'price: the same tokens cost more, on a single day',
    lines: [line(1, 'gpt-4o', 1.5, { tokens: 1_100 })],
    cells: [cell(1, 'gpt-4o', 1)],
    causes: [['price-difference', 50]],
    says: /1\.5 times .* for the same tokens/,
  },
  {
    what: 'not the price where the bill counts other tokens',
    lines: days.map((day) => line(day, 'gpt-4o', day * 2, { tokens: 2_200 })),
    cells: days.map((day) => cell(day, 'gpt-4o', day)),
    causes: [],
    left: 1_000,
  },
  {
    what: 'not the price where the ratio is another every day',
    lines: days.map((day) => line(day, 'gpt-4o', day + 1)),
    cells: days.map((day) => cell(day, 'gpt-4o', day)),
    causes: [],
    left: 400,
  },
  {
    what: 'not the price after two days: that may be chance',
    lines: [1, 2].map((day) => line(day, 'gpt-4o', day * 2)),
    cells: [1, 2].map((day) => cell(day, 'gpt-4o', day)),
    causes: [],
    left: 300,
  },
  {
    what: 'rounding: half a cent a line at most',
    lines: days.map((day) => line(day, 'm', 0.01)),
    cells: days.map((day) => cell(day, 'm', 0.0146)),
    causes: [['rounding', -1.84]],
    says: /4 lines of the bill rounded to cents, which can come to \$0\.02 at most/,
  },
  {
    what: 'not rounding where the difference is larger than that',
    lines: [line(1, 'm', 0.05)],
    cells: [cell(1, 'm', 0.02)],
    causes: [],
    left: 3,
  },
  {
    what: 'credits',
    lines: [line(1, 'm', 2), line(1, null, -1.5, { kind: null })],
    cells: [cell(1, 'm', 2)],
    causes: [['credit', -150]],
  },
  {
    what: 'not explained: calls that all have a price, and a bill of more',
    lines: [line(1, 'm', 5)],
    cells: [cell(1, 'm', 4)],
    causes: [],
    left: 100,
  },
  {
    what: 'not explained: calls that nobody billed',
    lines: [],
    cells: [cell(1, 'm', 4)],
    causes: [],
    left: -400,
  },
];

describe('a difference is put down to', () => {
  it.each(CASES)('$what', ({ lines, cells, causes, left = 0, says }) => {
    // Rounding is looked for in bills of whole cents alone; the others are to be finer.
    const isFine = causes.every(([cause]) => cause !== 'rounding');
    const result = isFine
      ? held([...lines, { ...fine, model: 'x' }], [...cells, { ...matching, model: 'x' }])
      : held(lines, cells);
    expect(causesOf(result)).toEqual(causes);
    expect(Number(result.unexplainedPico) / Number(CENT)).toBe(left);
    expect(sumOf(result)).toBe(result.differencePico);
    if (says !== undefined) expect(result.parts[0]?.evidence).toMatch(says);
  });

  it('every cause at once, each with its own share', () => {
    const lines = [
      line(1, 'never-seen', 7),
      line(1, 'new-model', 3),
      line(1, 'streamed', 2),
      ...days.map((day) => line(day, 'cheaper', day * 0.5)),
      line(2, 'odd', 1.1234),
      line(1, null, -1, { kind: 'credit' }),
    ];
    const cells = [
      cell(1, 'new-model', 0, { unpriced: 10 }),
      cell(1, 'streamed', 1.8, { calls: 12, unpriced: 2, missing: 2 }),
      ...days.map((day) => cell(day, 'cheaper', day)),
      cell(2, 'odd', 1),
    ];
    const result = held(lines, cells);
    expect(causesOf(result)).toEqual([
      ['untracked-key', 700],
      ['price-difference', -500],
      ['unpriced-model', 300],
      ['credit', -100],
      ['missing-stream-usage', 20],
    ]);
    expect(result.unexplainedPico).toBe(usd(0.1234));
    expect(result.byModel[0]).toMatchObject({ model: 'never-seen', billedPico: usd(7), bookedPico: 0n });
    expect(result.byModel.find(({ model }) => model === 'odd')?.unexplainedPico).toBe(usd(0.1234));
  });
});
