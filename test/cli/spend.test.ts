import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saySpend } from '../../src/cli/spend-text.ts';
import { slotOf } from '../../src/core/ledger.ts';
import { spendView } from '../../src/core/spend-view.ts';
import { removeRun, writeRun } from '../../src/run-file.ts';
import { openSqlite } from '../../src/storage/open.ts';
import { useWith } from '../storage/booked.ts';
import { startFarProgram, type FarProgram } from './far-program.ts';
import { pitheads, type Ran } from './pithead.ts';

const HOUR = 3_600_000;
const NOW = Date.now();
const HASH = 'ab'.repeat(32);
const HOSTILE = 'gpt\u001b[2J\u202e\nnext';
const NO_BUCKETS = {
  input: { fresh: null, cacheRead: null, cacheWrite: null },
  output: { visible: null, reasoning: null },
};

const LINES = [
  ['spend'],
  ['spend', '--json'],
  ['spend', '--by', 'model'],
  ['spend', '--by', 'model', '--json'],
  ['spend', '--by', 'prompt'],
  ['spend', '--by', 'model', '--workflow', 'bulk'],
  ['spend', '--by', 'trigger', '--since', '30d'],
  ['spend', '--since', '15m'],
  ['spend', '--by', 'colour'],
  ['spend', '--since', 'yesterday'],
  ['spend', '--since', '0d'],
  ['spend', '--reprice', '--since', 'yesterday'],
] as const;
const CHANGES = [
  ['spend', '--reprice'],
  ['spend', '--reprice', '--since', '30d', '--json'],
] as const;

let dir = '';
let far: FarProgram;
let ran: readonly Ran[] = [];
let changed: readonly Ran[] = [];
let alone: readonly Ran[] = [];
let unborn: readonly Ran[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-spend-'));
  const config = 'storage: sqlite:pithead.db\n';
  writeFileSync(join(dir, 'pithead.yaml'), config);
  writeFileSync(join(dir, 'control.key'), 'the-key-of-the-tests', { mode: 0o600 });
  const store = await openSqlite(join(dir, 'pithead.db'));
  const at = NOW - HOUR;
  await store.book(
    [
      useWith({ id: '1', at, promptHash: HASH }),
      useWith({ id: '2', at, promptHash: null, trigger: null, usageSource: 'estimated' }),
      useWith({
        id: '3',
        at,
        workflow: 'bulk',
        model: 'gpt-next',
        costPico: null,
        priceStatus: 'unknown-model',
      }),
      useWith({
        id: '4',
        at,
        workflow: 'bulk',
        model: HOSTILE,
        costPico: null,
        priceStatus: 'no-usage',
        usageSource: 'missing',
        buckets: NO_BUCKETS,
      }),
      useWith({ id: '5', at: NOW - 20 * 24 * HOUR, workflow: 'old' }),
    ],
    NOW,
  );
  await store.close();
  ran = await pitheads(dir, LINES);
  alone = await pitheads(dir, CHANGES.slice(0, 1));
  far = await startFarProgram({
    'POST /v1/spend/reprice': [200, { looked: 90, adjusted: 4, deltaUsd: '-0.12', stillUnknown: 2 }],
  });
  writeRun(dir, { pid: process.pid, startedAt: NOW, publicUrl: far.url, privateUrl: far.url });
  changed = await pitheads(dir, CHANGES);
  removeRun(dir);
  const empty = join(dir, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'pithead.yaml'), config.replace('pithead.db', 'none.db'));
  unborn = await pitheads(empty, [['spend']]);
});
afterAll(async () => {
  await far.stop();
  rmSync(dir, { recursive: true, force: true });
});

function ranOf(...line: readonly string[]): Ran {
  return ran[LINES.findIndex((one) => one.join(' ') === line.join(' '))] ?? { code: null, out: '', err: '' };
}

/** The first column of what was printed. */
function keysOf(...line: readonly string[]): readonly (string | undefined)[] {
  const [, table = ''] = ranOf(...line).out.split('\n\n');
  const rows = table.split('\n').slice(1);
  return rows.map((row) => row.split(/ {2,}/)[0]).filter((key) => key !== '');
}

describe('spend', () => {
  it('has a row for each workflow of the week, and says what is not in the total', () => {
    const { code, out } = ranOf('spend');
    const [head, ...rest] = out.split('\n');
    expect(code).toBe(0);
    expect(head).toMatch(/^at least \$0\.02 since \S+: 4 calls$/);
    expect(rest.join('\n')).toBe(`
WORKFLOW  CALLS  INPUT  CACHED  OUTPUT  COST
digest    2      200    40      100     $0.02
bulk      2      100    20      50      unknown

2 calls of unknown cost, not in the total: gpt [2J\\u{202e} next\\u{202c} at openai, gpt-next at openai
1 call with estimated tokens
1 call whose tokens nobody counted
`);
  });

  it('shows the models of one workflow', () => {
    const { out } = ranOf('spend', '--by', 'model', '--workflow', 'bulk');
    expect(out).toMatch(/^unknown since \S+: 2 calls$/m);
    expect(out).not.toContain('$0.02');
  });

  it('--json gives the object of the contract, from the beginning of a quarter of an hour', () => {
    const view: unknown = JSON.parse(ranOf('spend', '--json').out);
    expect(view).toMatchObject({
      by: 'workflow',
      costUsd: '0.02',
      calls: 4,
      unpricedCalls: 2,
      rows: [
        { key: 'digest', calls: 2, inputTokens: 200, outputTokens: 100, costUsd: '0.02', unpricedCalls: 0 },
        { key: 'bulk', calls: 2, costUsd: null, unpricedCalls: 2 },
      ],
    });
    const { since, until } = Object.fromEntries(Object.entries(Object(view)));
    const [from, to] = [Date.parse(String(since)), Date.parse(String(until))];
    expect(from).toBe(slotOf(to - 7 * 24 * HOUR));
    expect(to).toBeGreaterThanOrEqual(NOW);
  });

  it('--by has a row for each model, prompt or trigger, and for those that are not known', () => {
    expect(keysOf('spend', '--by', 'model')).toEqual(['gpt-4o', expect.any(String), 'gpt-next']);
    expect(keysOf('spend', '--by', 'prompt')).toEqual(['(no prompt known)', HASH.slice(0, 12), 'abc']);
    expect(keysOf('spend', '--by', 'trigger', '--since', '30d')).toEqual([
      'cron:nightly',
      '(no trigger known)',
    ]);
  });

  it('says so where nothing was booked', () => {
    expect(ranOf('spend', '--since', '15m')).toEqual({
      code: 0,
      out: expect.stringMatching(/^no call was booked since \S+Z; the README says how/),
      err: '',
    });
  });

  it.each([
    [['spend', '--by', 'colour'], '--by takes workflow, provider, model, prompt, trigger, not "colour"\n'],
    [['spend', '--since', 'yesterday'], '--since takes a duration like 24h or 7d\n'],
    [['spend', '--since', '0d'], '--since takes a duration like 24h or 7d\n'],
    [['spend', '--reprice', '--since', 'yesterday'], '--since takes a duration like 24h or 7d\n'],
  ])('%j is wrong usage, and ends with 2', (line, err) => {
    expect(ranOf(...line)).toEqual({ code: 2, out: '', err });
  });

  it('says what to do where nothing is stored yet', () => {
    const err = expect.stringMatching(/none\.db yet: start the program first \(npm start\)\n$/);
    expect(unborn).toEqual([{ code: 1, out: '', err }]);
  });

  it('a model’s name moves no cursor, in text and in JSON', () => {
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    for (const { out } of ran) expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
    expect(ranOf('spend', '--by', 'model', '--json').out).toContain('gpt\\u001b[2J\\u202e\\nnext');
  });

  it('counts many in few letters', () => {
    const view = spendView([], { by: 'workflow', since: 0, until: NOW });
    const row = { ...view, key: 'digest', calls: 12_345, inputTokens: 1_250_000, costUsd: '1234.5' };
    expect(saySpend({ ...view, calls: 1, rows: [row] }, [])).toContain(
      'digest    12.3k  1.25M  0       0       $1,234.50',
    );
  });
});

describe('spend --reprice', () => {
  it('has the running program do it, in the name of the machine’s user', () => {
    expect(changed[0]).toEqual({
      code: 0,
      out: '90 calls looked at, 4 adjusted by −$0.12 in all; the cost of 2 is still unknown\n',
      err: '',
    });
    expect(JSON.parse(changed[1]?.out ?? '')).toEqual({
      looked: 90,
      adjusted: 4,
      deltaUsd: '-0.12',
      stillUnknown: 2,
    });
    const as = userInfo().username;
    const path = 'POST /v1/spend/reprice';
    const key = 'Bearer the-key-of-the-tests';
    expect(far.asked).toEqual([
      { path, key, body: { as } },
      { path, key, body: { as, since: '30d' } },
    ]);
  });

  it('needs the running program', () => {
    expect(alone).toEqual([
      { code: 1, out: '', err: 'the program does not run here: start it first (npm start)\n' },
    ]);
  });
});
