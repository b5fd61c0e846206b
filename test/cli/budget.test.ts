import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayBudgets } from '../../src/cli/budget-text.ts';
import { writeRun } from '../../src/run-file.ts';
import { budgetOf } from '../bots/commands/ledger-views.ts';
import { startFarProgram, type FarProgram } from './far-program.ts';
import { pitheads, type Ran } from './pithead.ts';

const LINES = [
  ['budget', 'digest', 'set', 'day', '$2'],
  ['budget', 'provider:openai', 'set', 'week', '200k', 'tokens', '--json'],
  ['budget', 'nobody', 'set', 'day', 'off'],
  ['budget', 'digest', 'set', 'day'],
  ['budget', 'digest', 'set'],
  ['budget', 'digest', 'set', 'year', '$2'],
  ['budget', 'digest', 'day', '$2'],
  ['budget', 'odd', 'set', 'day', '$2'],
  ['pause', 'digest', 'it', 'loops'],
  ['pause', 'bulk'],
  ['pause', 'nobody'],
  ['pause', 'digest', 'it', 'loops', '--json'],
  ['resume', 'digest'],
  ['resume', 'bulk'],
] as const;

const SET = { budgets: [budgetOf({ setBy: 'hand' })] };
const EXAMPLE = "npx pithead budget digest set day '$2'";

let dir = '';
let far: FarProgram;
let ran: readonly Ran[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-budget-'));
  writeFileSync(join(dir, 'pithead.yaml'), 'storage: sqlite:pithead.db\n');
  writeFileSync(join(dir, 'control.key'), 'the-key-of-the-tests', { mode: 0o600 });
  far = await startFarProgram({
    'POST /v1/budgets/digest': [200, SET],
    'POST /v1/budgets/provider%3Aopenai': [200, SET],
    'POST /v1/budgets/odd': [200, { budgets: [{ workflow: 'odd' }] }],
    'POST /v1/budgets/nobody': [404, { error: 'there is no workflow of this name; there is: digest' }],
    'POST /v1/workflows/digest/pause': [200, { outcome: 'paused', workflow: 'digest' }],
    'POST /v1/workflows/bulk/pause': [200, { outcome: 'already-paused', workflow: 'bulk' }],
    'POST /v1/workflows/nobody/pause': [404, { error: 'there is no workflow of this name' }],
    'POST /v1/workflows/digest/resume': [200, { outcome: 'resumed', workflow: 'digest' }],
    'POST /v1/workflows/bulk/resume': [200, { outcome: 'not-paused', workflow: 'bulk' }],
  });
  writeRun(dir, { pid: process.pid, startedAt: 0, publicUrl: far.url, privateUrl: far.url });
  ran = await pitheads(dir, LINES);
});
afterAll(async () => {
  await far.stop();
  rmSync(dir, { recursive: true, force: true });
});

function ranOf(...line: readonly string[]): Ran {
  return ran[LINES.findIndex((one) => one.join(' ') === line.join(' '))] ?? { code: null, out: '', err: '' };
}

describe('budget WORKFLOW set', () => {
  it('has the running program set it, and shows how it stands', () => {
    expect(ranOf('budget', 'digest', 'set', 'day', '$2')).toEqual({
      code: 0,
      out: `\
BUDGET  PERIOD  USED        SPENT  LIMIT  RESERVED  RESETS                    GONE BY  NOTE
digest  day     ▓▓▓░░ 62 %  $1.24  $2.00  $0.00     2026-11-22T08:00:00.000Z           set by hand
`,
      err: '',
    });
    const as = userInfo().username;
    expect(far.asked.slice(0, 2).map(({ path, body }) => [path, body])).toEqual([
      ['POST /v1/budgets/digest', { as, period: 'day', limit: '$2' }],
      ['POST /v1/budgets/provider%3Aopenai', { as, period: 'week', limit: '200k tokens' }],
    ]);
    const set = ranOf('budget', 'provider:openai', 'set', 'week', '200k', 'tokens', '--json');
    expect(JSON.parse(set.out)).toEqual(SET);
  });

  it.each([
    [['budget', 'digest', 'set', 'day'], 2, `budget digest set takes a period and a limit: ${EXAMPLE}\n`],
    [['budget', 'digest', 'set'], 2, `budget digest set takes a period and a limit: ${EXAMPLE}\n`],
    [
      ['budget', 'digest', 'set', 'year', '$2'],
      2,
      `budget digest set takes day, week, month, not "year": ${EXAMPLE}\n`,
    ],
    [['budget', 'digest', 'day', '$2'], 2, `budget digest takes set, not "day": ${EXAMPLE}\n`],
    [
      ['budget', 'nobody', 'set', 'day', 'off'],
      1,
      'the budget of nobody was not set: there is no workflow of this name; there is: digest\n',
    ],
    [['pause', 'nobody'], 1, 'nobody was not paused: there is no workflow of this name\n'],
  ])('%j ends with %i', (line, code, err) => {
    expect(ranOf(...line)).toEqual({ code, out: '', err });
  });

  it('believes no answer that is not Pithead’s', () => {
    const { code, err } = ranOf('budget', 'odd', 'set', 'day', '$2');
    expect([code, err]).toEqual([1, `${far.url} answered 200, but not as Pithead does\n`]);
  });
});

describe('the rows of budget', () => {
  it('say what is known, and leave empty what is not', () => {
    const budgets = [
      budgetOf({ paused: true, pausedBy: 'ada', unpricedCalls: 3, lastsWithout: 'bulk' }),
      budgetOf({ workflow: 'bulk', period: null, limitUsd: null, resetsAt: null, setBy: null }),
      budgetOf({
        scope: 'provider',
        workflow: null,
        provider: 'openai',
        unit: 'tokens',
        limitUsd: null,
        limitTokens: 200_000,
        forecastExhaustedAt: '2026-11-22T05:00:00.000Z',
      }),
    ];
    expect(sayBudgets(budgets)).toBe(`\
BUDGET           PERIOD  USED        SPENT        LIMIT        RESERVED  RESETS                    GONE BY                   NOTE
digest           day     ▓▓▓░░ 62 %  $1.24        $2.00        $0.00     2026-11-22T08:00:00.000Z                            paused by ada; lasts without bulk; 3 of unknown cost not in it
bulk             month               $1.24        none         $0.00
provider:openai  day     ▓▓▓░░ 60 %  120k tokens  200k tokens  0 tokens  2026-11-22T08:00:00.000Z  2026-11-22T05:00:00.000Z`);
    expect(sayBudgets([])).toMatch(/^no budgets yet: npx pithead budget WORKFLOW set day '\$2'/);
  });
});

describe('pause and resume', () => {
  it.each([
    [
      ['pause', 'digest', 'it', 'loops'],
      'digest is paused: what it wants to reserve is refused, what it uses all the same is booked; "npx pithead resume digest" ends that\n',
    ],
    [['pause', 'bulk'], 'bulk is paused already: nothing changed; "npx pithead resume bulk" ends that\n'],
    [['resume', 'digest'], 'digest may go on\n'],
    [['resume', 'bulk'], 'bulk is not paused: nothing changed\n'],
  ])('%j says what became of it', (line, out) => {
    expect(ranOf(...line)).toEqual({ code: 0, out, err: '' });
  });

  it('hand on the reason, where there is one', () => {
    const pauses = far.asked.filter(({ path }) => path.endsWith('/pause')).map(({ body }) => body);
    const as = userInfo().username;
    expect(pauses.slice(0, 2)).toEqual([{ as, reason: 'it loops' }, { as }]);
    expect(JSON.parse(ranOf('pause', 'digest', 'it', 'loops', '--json').out)).toEqual({
      outcome: 'paused',
      workflow: 'digest',
    });
  });
});
