import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rerun } from '../../src/core/alerts.ts';
import { canaryRunView } from '../../src/core/probe-views.ts';
import type { ProbeRun } from '../../src/core/probe.ts';
import { removeRun, writeRun } from '../../src/run-file.ts';
import { CONTROL_KEY, startIncidentControl, type IncidentControl } from '../control/incident-control.ts';
import { EVIL, failed, FINE, HASH, NOW, PONG, PROMPT, REFUSED, WRONG } from './canary-runs.ts';
import { pitheads, type Ran } from './pithead.ts';

const NEWEST: readonly ProbeRun[] = [EVIL, PONG[1], REFUSED, WRONG];

const LINES = [
  ['list'],
  ['list', '--json'],
  ['run', 'pong'],
  ['run', 'pong', '--json'],
  ['run', 'wrong'],
  ['run', 'refused'],
  ['run', 'evil'],
  ['run', 'nobody'],
  ['run'],
  ['history', 'pong'],
  ['history', 'pong', '--json'],
  ['history', 'pong', '--limit', '1'],
  ['history', 'pong', '--since', '2h', '--json'],
  ['history', 'new'],
  ['history', 'wrong'],
  ['history', 'refused'],
  ['history', 'evil'],
  ['history', 'evil', '--json'],
  ['history', 'nobody'],
  ['history'],
  ['history', 'pong', '--since', 'yesterday'],
  ['history', 'pong', '--limit', '0'],
  ['paint', 'pong'],
] as const;
/** For where no program runs. */
const LATER = [['list'], ['history', 'pong'], ['run', 'pong']] as const;

let control: IncidentControl;
let ran: readonly Ran[] = [];
let later: readonly Ran[] = [];
let unborn: readonly Ran[] = [];

const rerun: Rerun = (name) => {
  const run = NEWEST.find(({ probe }) => probe === name);
  if (run === undefined) return Promise.resolve({ outcome: 'unknown', names: [] });
  const outcome = { pass: 'ok', fail: 'failing', unmeasured: 'unmeasured' } as const;
  return Promise.resolve({
    outcome: outcome[run.verdict],
    detail: run.detail,
    run: canaryRunView({ ...run, trigger: 'hand' }),
  });
};

beforeAll(async () => {
  control = await startIncidentControl({ rerun });
  const { dir, url, store } = control;
  const model = { probe: 'pong', at: PONG[1].at, kind: 'model', before: 'pong-1', after: 'pong-2' } as const;
  await store.keepRun(PONG[0], []);
  await store.keepRun(PONG[1], [model]);
  for (const run of [WRONG, REFUSED, EVIL]) await store.keepRun(run, []);
  mkdirSync(join(dir, 'prompts', 'canaries'), { recursive: true });
  for (const name of ['evil', 'new', 'pong', 'refused', 'wrong']) {
    const file = `---\nprovider: local\nmodel: llama\nschedule: "0 0 29 2 *"\n---\n${PROMPT}\n`;
    writeFileSync(join(dir, 'prompts', 'canaries', `${name}.md`), file);
  }
  const config = JSON.stringify({
    storage: 'sqlite:pithead.db',
    sources: { shop: { scheme: 'bearer', secrets: ['a-secret-of-the-tests-0123456789'] } },
    providers: { local: { api: 'openai', baseUrl: 'http://127.0.0.1:1/v1' } },
  });
  writeFileSync(join(dir, 'pithead.yaml'), config);
  writeFileSync(join(dir, 'control.key'), CONTROL_KEY, { mode: 0o600 });
  writeRun(dir, { pid: process.pid, startedAt: NOW, publicUrl: url, privateUrl: url });
  ran = await pitheads(
    dir,
    LINES.map((line) => ['canary', ...line]),
  );
  removeRun(dir);
  later = await pitheads(
    dir,
    LATER.map((line) => ['canary', ...line]),
  );
  const empty = join(dir, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'pithead.yaml'), config.replace('pithead.db', 'none.db'));
  unborn = await pitheads(empty, [['canary', 'list']]);
});
afterAll(() => control.stop());

function ranOf(...line: readonly string[]): Ran {
  return ran[LINES.findIndex((one) => one.join(' ') === line.join(' '))] ?? { code: null, out: '', err: '' };
}

function isoOf({ at }: ProbeRun): string {
  return new Date(at).toISOString();
}

/** What a terminal obeys, or what hides. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const ISO = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

describe('canary list', () => {
  it('has a row for each, whether or not the program runs', () => {
    expect(ranOf('list')).toEqual({
      code: 0,
      out: `NAME     TYPE    ASKS            SCHEDULE    LAST          AT                        LATENCY  NEXT
evil     canary  llama at local  0 0 29 2 *  passed        ${isoOf(EVIL)}  800 ms
new      canary  llama at local  0 0 29 2 *  never
pong     canary  llama at local  0 0 29 2 *  passed        ${isoOf(PONG[1])}  1.2 s
refused  canary  llama at local  0 0 29 2 *  not measured  ${isoOf(REFUSED)}
wrong    canary  llama at local  0 0 29 2 *  FAILED        ${isoOf(WRONG)}  800 ms
`,
      err: '',
    });
    expect(later[0]).toEqual(ranOf('list'));
  });

  it('--json gives the fields of the contract', () => {
    const { code, out } = ranOf('list', '--json');
    const shared = { type: 'canary', provider: 'local', model: 'llama', promptHash: HASH, nextAt: null };
    const listed: unknown = JSON.parse(out);
    expect(code).toBe(0);
    expect(listed).toHaveLength(5);
    expect(listed).toEqual(
      expect.arrayContaining([
        {
          ...shared,
          name: 'pong',
          schedule: '0 0 29 2 *',
          lastVerdict: 'pass',
          lastAt: isoOf(PONG[1]),
          lastLatencyMs: 1_200,
        },
        {
          ...shared,
          name: 'new',
          schedule: '0 0 29 2 *',
          lastVerdict: null,
          lastAt: null,
          lastLatencyMs: null,
        },
      ]),
    );
  });

  it('says what to do where nothing is stored yet', () => {
    const err = expect.stringMatching(/none\.db yet: start the program first \(npm start\)\n$/);
    expect(unborn).toEqual([{ code: 1, out: '', err }]);
  });
});

describe('canary run', () => {
  it.each([
    [
      'pong',
      0,
      `✓ pong passed\n1.2 s, first token after 200 ms, answered by pong-2, cost $0.00\n✓ is-json: is JSON\n\n${FINE}\n`,
    ],
    [
      'wrong',
      1,
      `✗ wrong FAILED\n800 ms, answered by llama3.2:3b\n✗ is-json: ${failed.reason}\n\n${WRONG.output}\n`,
    ],
    ['refused', 1, '? refused not measured: it could not be asked (unauthorized)\n401: Incorrect API key\n'],
  ])('says what %s came to, and ends with %i', (name, code, out) => {
    expect(ranOf('run', name)).toEqual({ code, out, err: '' });
  });

  it('--json gives the run as the program does', () => {
    const { code, out } = ranOf('run', 'pong', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(canaryRunView({ ...PONG[1], trigger: 'hand' }));
  });

  it('hands on what the program says of an unknown name, and ends with 1', () => {
    const err =
      'nobody was not run: there is no canary of this name; none is configured (a prompt file runs once a provider is named, in it or under canaries:)\n';
    expect(ranOf('run', 'nobody')).toEqual({ code: 1, out: '', err });
  });

  it('needs the running program', () => {
    const err = 'the program does not run here: start it first (npm start)\n';
    expect(later[2]).toEqual({ code: 1, out: '', err });
  });

  it('is done in the name of the machine’s user', async () => {
    const { username } = userInfo();
    const [first] = await control.uses();
    expect(first).toMatchObject({ operator: username, command: 'run', args: 'pong', outcome: 'allowed' });
  });
});

describe('canary history', () => {
  it('shows verdicts, latencies and changes, and the runs, the newest first', () => {
    const { code, out } = ranOf('history', 'pong');
    expect(code).toBe(0);
    const [head, ...rest] = out.split('\n');
    expect(head).toMatch(new RegExp(`^pong: 2 passed, 0 failed, 0 not measured since ${ISO}$`));
    expect(rest.join('\n')).toBe(`▃|▅
▃ usual, × failed, · not measured, | changed
latency: 800 ms to 1.2 s, median 1.0 s

1 h 30 min ago: the model moved: pong-1 → pong-2

AT                        VERDICT  TRIGGER   LATENCY  MODEL   WHY
${isoOf(PONG[1])}  passed   schedule  1.2 s    pong-2
${isoOf(PONG[0])}  passed   schedule  800 ms   pong-1
`);
    expect(later[1]?.out.split('\n').slice(1)).toEqual(rest);
  });

  it('says why a run failed, and why one could not be made', () => {
    const [wrong, refused] = ['wrong', 'refused'].map((name) => ranOf('history', name).out);
    expect(wrong).toMatch(
      / FAILED +schedule +800 ms +\S+ +is-json: is no JSON: it begins with a code fence\n$/,
    );
    expect(refused).toMatch(/ not measured +schedule +unauthorized: 401: Incorrect API key\n$/);
  });

  it('of one that has not run yet says so', () => {
    const { code, out } = ranOf('history', 'new');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^new: 0 passed, 0 failed, 0 not measured since /),
    ]);
  });

  it('--limit shows so many, and says since when that is', () => {
    const { out } = ranOf('history', 'pong', '--limit', '1');
    expect(out).toMatch(new RegExp(`^pong: 1 passed, 0 failed, 0 not measured since ${isoOf(PONG[1])}\n`));
  });

  it('--json gives all that is known of them, as far back as --since says', () => {
    const both = {
      runs: PONG.toReversed().map(canaryRunView),
      changes: [{ at: isoOf(PONG[1]), kind: 'model', before: 'pong-1', after: 'pong-2' }],
    };
    expect(JSON.parse(ranOf('history', 'pong', '--json').out)).toMatchObject({
      canary: { name: 'pong' },
      ...both,
    });
    const newest: unknown = JSON.parse(ranOf('history', 'pong', '--since', '2h', '--json').out);
    expect(newest).toMatchObject({ runs: [canaryRunView(PONG[1])] });
  });

  it('of a name that nobody has ends with 1', () => {
    const err = 'there is no canary nobody: "npx pithead canary list" lists them\n';
    expect(ranOf('history', 'nobody')).toEqual({ code: 1, out: '', err });
  });
});

it.each([
  [['run'], 'canary run takes a name: npx pithead canary list\n'],
  [['history'], 'canary history takes a name: npx pithead canary list\n'],
  [['history', 'pong', '--since', 'yesterday'], '--since takes a duration like 24h or 7d\n'],
  [['history', 'pong', '--limit', '0'], '--limit takes a whole number from 1 to 500\n'],
  [['paint', 'pong'], 'canary takes list, run, history, not "paint"\n'],
])('canary %j is used wrongly, and ends with 2', (line, err) => {
  expect(ranOf(...line)).toEqual({ code: 2, out: '', err });
});

it('what a model says moves no cursor, in text and in JSON', () => {
  for (const { out, err } of [...ran, ...later]) expect(out + err).not.toMatch(OBEYED);
  expect(ranOf('run', 'evil').out).toContain('\\u{1b}[2J\\u{202e}{"a":1}\nnext\n');
  expect(ranOf('history', 'evil', '--json').out).toContain('\\u001b[2J\\u202e');
});
