import { describe, expect, it } from 'vitest';
import { embedOf } from '../../../src/bots/discord/embed.ts';
import { renderAnswer } from '../../../src/bots/telegram/render.ts';
import type { SpendReport } from '../../../src/core/ledger-views.ts';
import { asking, asText, callOf, NOW } from './calls.ts';
import { budgetOf, reportOf, rowOf } from './ledger-views.ts';

const VIEWER = 'discord 903';
const DAY = 86_400_000;
const HOUR = 3_600_000;
const PNG = new Uint8Array([1, 2, 3]);

interface Asked {
  readonly workflow: string | null;
  readonly sinceMs: number;
}

function spending(report: SpendReport | null, png: Uint8Array | null = null, names = ['bulk', 'digest']) {
  const asked: Asked[] = [];
  const drawn: SpendReport[] = [];
  const { ask, ...rest } = asking({
    workflows: () => names,
    spend(workflow, sinceMs) {
      asked.push({ workflow, sinceMs });
      return Promise.resolve(report);
    },
    spendChart(report) {
      drawn.push(report);
      return Promise.resolve(png);
    },
  });
  return { ask, asked, drawn, ...rest };
}

const ROWS = [
  rowOf({ calls: 1_190 }),
  rowOf({ key: 'bulk', calls: 12, costUsd: '0.0042', unpricedCalls: 2 }),
  rowOf({ key: 'canary:pong', calls: 2, costUsd: null, unpricedCalls: 2 }),
];
const TOTAL = { calls: 1_204, costUsd: '8.2042', unpricedCalls: 4 };

describe('/spend', () => {
  it('tells the total, a row for each workflow with its bars, and what is not in it', async () => {
    const models = [
      { provider: 'openai', model: 'gpt-next', calls: 3 },
      { provider: 'local', model: '', calls: 1 },
    ];
    const { ask } = spending(reportOf(ROWS, { unpricedModels: models, budgets: [budgetOf()] }, TOTAL));
    expect(await asText(ask(VIEWER, '/spend'))).toBe(`\
Spent at least $8.20 in 7 d: 1204 calls
A bar is a day, · is nothing known
·······▇ digest $8.20, 1190 calls
·······▇ bulk at least $0.0042, 12 calls
canary:pong unknown, 2 calls

· 4 calls of unknown cost, not in the total: gpt-next at openai, an unknown one at local

Budgets
▓▓▓░░ digest, day: $1.24 of $2.00
↳ 62 %, anew in 5 h`);
  });

  it('of one workflow has a row for each model', async () => {
    const rows = [rowOf({ key: 'gpt-4o', calls: 1 }), rowOf({ key: '', calls: 1, costUsd: '0.00' })];
    const { ask } = spending(reportOf(rows, { workflow: 'digest' }, { calls: 2 }));
    expect(await asText(ask(VIEWER, '/spend digest'))).toBe(`\
digest spent $8.20 in 7 d: 2 calls
A bar is a day, · is nothing
·······▇ gpt-4o $8.20, 1 call
········ unknown model $0.00, 1 call`);
  });

  it.each([
    ['estimated', { estimatedCalls: 1 }, '1 call with estimated tokens'],
    ['missing', { missingCalls: 3 }, '3 calls whose tokens nobody counted'],
    ['adjusted', { adjustedUsd: '-0.12' }, '−$0.12 of it was booked afterwards, by newer prices'],
    ['a floor', { floorUsd: '0.50' }, '$0.50 of it is what was reserved and never settled'],
  ])('says what is %s', async (_what, figures, note) => {
    const { ask } = spending(reportOf([rowOf(figures)]));
    expect((await ask(VIEWER, '/spend'))?.body).toContain(`\n\n· ${note}`);
    expect((await spending(reportOf([rowOf()])).ask(VIEWER, '/spend'))?.body).not.toContain('· 0');
  });

  it('never says that what is unknown costs nothing', async () => {
    const rows = [rowOf({ calls: 3, unpricedCalls: 3, costUsd: null })];
    const { ask, drawn } = spending(reportOf(rows), PNG);
    const message = await ask(VIEWER, '/spend');
    expect(message?.title).toBe('Spent an unknown amount in 7 d: 3 calls');
    expect(`${message?.title}${message?.body}`).not.toContain('$');
    expect(message?.body).toMatch(/^digest unknown, 3 calls\n/);
    expect(message?.image).toBeUndefined();
    expect(drawn).toEqual([]);
  });

  it('shows the chart where something was spent, told in words for who does not see it', async () => {
    const { ask, drawn } = spending(reportOf([rowOf()]), PNG);
    const about = 'Chart: Spent $8.20 in 7 d: 96 calls';
    expect((await ask(VIEWER, '/spend'))?.image).toEqual({ png: PNG, about });
    expect(drawn).toHaveLength(1);
    expect((await spending(reportOf([rowOf()])).ask(VIEWER, '/spend'))?.image).toBeUndefined();
  });

  it.each([
    ['/spend', null, 7 * DAY],
    ['/spend 30d', null, 30 * DAY],
    ['/spend Digest', 'digest', 7 * DAY],
    ['/spend digest 24H', 'digest', DAY],
    ['/spend 2w digest', 'digest', 14 * DAY],
    ['/spend 7d', '7d', 7 * DAY, ['7d']],
    ['/spend 7d 30d', '7d', 30 * DAY, ['7d']],
  ] as const)('%s asks for %s', async (line, workflow, sinceMs, names: readonly string[] = ['digest']) => {
    const { ask, asked } = spending(reportOf([rowOf()]), null, [...names]);
    await ask(VIEWER, line);
    expect(asked).toEqual([{ workflow, sinceMs }]);
  });

  it('takes the options of Discord, whichever are given', async () => {
    const { commands, asked } = spending(reportOf([rowOf()]));
    for (const options of [{ since: '24h' }, { workflow: 'digest' }, { workflow: 'digest', since: '24h' }]) {
      await commands.admit({ ...callOf(VIEWER, '/spend'), args: new Map(Object.entries(options)) })?.run();
    }
    expect(asked).toEqual([
      { workflow: null, sinceMs: DAY },
      { workflow: 'digest', sinceMs: 7 * DAY },
      { workflow: 'digest', sinceMs: DAY },
    ]);
  });

  it.each([
    ['/spend digest yesterday', 'yesterday is no duration: 24h, 7d or 30d is one, like /spend digest 30d'],
    ['/spend 7d 30d', 'Two durations are one too many, like /spend digest 30d'],
    ['/spend 5m', '5m is not within 15 min to 366 d, like /spend digest 30d'],
    ['/spend digest 900d', '900d is not within 15 min to 366 d, like /spend digest 30d'],
    [
      '/spend a b c',
      '/spend takes no more than 2 words: type /spend [workflow] [since], like /spend digest 30d',
    ],
  ])('%s is wrong use', async (line, title) => {
    const { ask, asked, uses } = spending(reportOf([rowOf()]));
    expect((await ask(VIEWER, line))?.title).toBe(title);
    expect(uses.map(({ outcome }) => outcome)).toEqual(['usage']);
    expect(asked).toEqual([]);
  });

  it('says how to begin where nothing is booked, and for how long there was nothing', async () => {
    const { ask } = spending(reportOf([], {}, { calls: 0 }));
    const message = await ask(VIEWER, '/spend 24h');
    expect(message?.title).toBe('No call was booked in the last 1 d');
    expect(message?.body).toContain('POST /v1/usage');
    expect((await ask(VIEWER, '/spend digest'))?.title).toBe('No call of digest was booked in the last 7 d');
    expect(message?.body).not.toContain('pithead.yaml');
    const none = await spending(reportOf([], {}, { calls: 0 }), null, []).ask(VIEWER, '/spend');
    expect(none?.body).toContain('under workflows: in pithead.yaml');
  });

  it('names the nearest workflow where there is none of the name', async () => {
    const { ask, uses } = spending(null);
    expect((await ask(VIEWER, '/spend dijest'))?.title).toBe(
      'There is no workflow dijest: did you mean /spend digest?',
    );
    expect((await ask(VIEWER, '/spend x'))?.title).toBe('There is no workflow x: it is one of bulk, digest');
    expect(uses.map(({ outcome }) => outcome)).toEqual(['nothing', 'nothing']);
    const none = await spending(null, null, []).ask(VIEWER, '/spend x');
    expect(none?.title).toBe('No workflow is configured');
  });

  it('has no budgets but those with a limit, the most urgent first', async () => {
    const budgets = [
      budgetOf({ workflow: 'free', period: null, limitUsd: null }),
      budgetOf(),
      budgetOf({ workflow: 'bulk', spentUsd: '2.50' }),
    ];
    const message = await spending(reportOf([rowOf()], { budgets })).ask(VIEWER, '/spend');
    expect(message?.body.split('\n\n')[1]).toBe(`\
Budgets
▓▓▓▓▓ bulk, day: $2.50 of $2.00
↳ 125 %, anew in 5 h
▓▓▓░░ digest, day: $1.24 of $2.00
↳ 62 %, anew in 5 h`);
  });

  it('says what a bar is: hours of a day, several days of a month', async () => {
    const row = rowOf();
    const hours = Array.from({ length: 25 }, (_, i) => NOW - (24 - i) * HOUR);
    const days = Array.from({ length: 31 }, (_, i) => NOW - (30 - i) * DAY);
    const of = (starts: readonly number[]) =>
      reportOf([row], { starts, series: new Map([[row.key, starts.map(() => 1n)]]) });
    expect((await spending(of(hours)).ask(VIEWER, '/spend 24h'))?.body).toBe(
      'A bar is 4 hours, · is nothing\n▂▇▇▇▇▇▇ digest $8.20, 96 calls',
    );
    expect((await spending(of(days)).ask(VIEWER, '/spend 30d'))?.body).toBe(
      'A bar is 4 days, · is nothing\n▅▇▇▇▇▇▇▇ digest $8.20, 96 calls',
    );
  });

  it('of very many shows the dearest, counts the rest, and stays within what chats show', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => rowOf({ key: `_model_*${i}*_${'x'.repeat(200)}` }));
    const unpricedModels = rows.map(({ key }) => ({ provider: key, model: key, calls: 1 }));
    const budgets = Array.from({ length: 90 }, () =>
      budgetOf({ forecastExhaustedAt: new Date(NOW + 1).toISOString() }),
    );
    const { ask } = spending(
      reportOf(rows, { unpricedModels, budgets }, { unpricedCalls: 9, calls: 5_000 }),
      PNG,
    );
    const message = await ask(VIEWER, '/spend');
    if (message === null) throw new Error('no answer');
    expect(message.body).toMatch(/\n… \d+ more on the command line: npx pithead spend --since 7d\n/);
    const shown = message.body.match(/^\S+ _model_/gm)?.length ?? 0;
    expect(message.body).toContain(`… ${500 - shown} more on`);
    expect(message.body).toMatch(/ and 497 more\n/);
    expect(message.body).toMatch(/\n… \d+ more: \/budget$/);
    const rest = { severity: 'info', status: null, origin: null, possibleRepeat: false } as const;
    expect(embedOf({ message, ...rest }).description).toMatch(/more: \/budget$/);
    expect(renderAnswer(message, () => 'then').text).toContain('Budgets');
  });

  it('answers at once however many models one workflow names', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => rowOf({ key: `model-${i}` }));
    const message = await spending(reportOf(rows, { workflow: 'digest' })).ask(VIEWER, '/spend digest');
    expect(message?.body).toMatch(/\n… 19\d{3} more, none of them dearer$/);
  });
});
