import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { incidentDetail, incidentView } from '../../src/core/incident-views.ts';
import { openSqlite } from '../../src/storage/open.ts';
import {
  cardWith,
  incidentAt,
  incidentWith,
  NOW,
  noteWith,
  resolvedWith,
  silenceWith,
} from '../storage/stores.ts';
import { pitheads, type Ran } from './pithead.ts';

const TOKEN = 'a-token-that-nobody-may-see';
const OPEN = incidentWith({
  id: incidentAt(NOW, 2),
  severity: 'critical',
  title: `the pi\u001b[2J has ${TOKEN}`,
  evidence: TOKEN,
});
const ENDED = resolvedWith(NOW + 60_000, { id: incidentAt(NOW, 1), title: 'github was silent' });
const MUTED = incidentWith({
  id: incidentAt(NOW, 3),
  title: 'the nas is away',
  state: 'muted',
  muted: { until: NOW + 60_000, by: 'ada', reason: null, target: 'host=nas' },
  acknowledged: { by: 'bea', at: NOW },
});
const NOTES = [noteWith({ incident: OPEN.id, step: 'opened', reason: 'threshold' })];
const FILE = `incident-${OPEN.id}.md`;

let dir = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-incident-'));
  writeFileSync(
    join(dir, 'pithead.yaml'),
    `storage: sqlite:kept/pithead.db\nsources: { n8n: { scheme: bearer, secrets: ["\${TOKEN}"] } }\n`,
  );
  writeFileSync(join(dir, '.env'), `TOKEN=${TOKEN}\n`);
  writeFileSync(join(dir, 'empty.yaml'), 'storage: sqlite:empty/pithead.db\n');
  const store = await openSqlite(join(dir, 'kept', 'pithead.db'));
  await store.keepAlerts({
    incidents: [OPEN, ENDED],
    cards: [cardWith({ id: OPEN.id }), cardWith({ id: ENDED.id })],
    notes: NOTES,
    silences: [silenceWith({ target: 'host=pi', by: 'bea', reason: 'moving it' })],
  });
  await store.record({
    at: NOW - 5 * 60_000,
    user: { platform: 'discord', id: '2', name: 'bob' },
    chat: '3',
    operator: 'bob',
    command: 'incident',
    args: OPEN.id,
    outcome: 'allowed',
  });
  await store.close();
  await (await openSqlite(join(dir, 'empty', 'pithead.db'))).close();
  writeFileSync(join(dir, 'muted.yaml'), 'storage: sqlite:muted/pithead.db\n');
  const muted = await openSqlite(join(dir, 'muted', 'pithead.db'));
  await muted.keepAlerts({ incidents: [MUTED, ENDED], cards: [cardWith({ id: MUTED.id })] });
  await muted.close();
  const line = { time: 'x', traceId: OPEN.traceId, step: 'observed', said: TOKEN };
  writeFileSync(join(dir, 'kept', 'pithead.log'), `${JSON.stringify(line)}\n`);
  writeFileSync(join(dir, 'other.log'), `${JSON.stringify({ ...line, step: 'elsewhere' })}\n`);
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const NONE: Ran = { code: null, out: '', err: '' };

describe('incidents', () => {
  it('lists what is not over first, and what is muted', async () => {
    const [all = NONE, open = NONE, json = NONE, one = NONE, wrong = NONE, nothing = NONE, noneOpen = NONE] =
      await pitheads(dir, [
        ['incidents'],
        ['incidents', '--open'],
        ['incidents', '--json'],
        ['incidents', '--json', '--limit', '1'],
        ['incidents', '--limit', '501'],
        ['incidents', '--config', 'empty.yaml'],
        ['incidents', '--open', '--config', 'empty.yaml'],
      ]);
    const [head = '', first = '', second = ''] = all.out.split('\n');
    expect(head).toMatch(/^ID +SEVERITY +STATE +STARTED +ENDED +SEEN +TITLE$/);
    expect(first).toMatch(
      new RegExp(`^${OPEN.id} +critical +firing +\\S+Z +1 +the pi\\\\u\\{1b\\}\\[2J has `),
    );
    expect(second).toMatch(
      new RegExp(`^${ENDED.id} +warning +resolved +\\S+Z +\\S+Z +1 +github was silent$`),
    );
    expect(all.out).toMatch(/\n\nMUTED +UNTIL +BY +REASON\nhost=pi +\S+Z +bea +moving it\n$/);
    expect(open.out).not.toContain(ENDED.id);
    expect(JSON.parse(json.out)).toEqual([OPEN, ENDED].map(incidentView));
    expect(JSON.parse(one.out)).toEqual([incidentView(OPEN)]);
    expect([wrong.code, wrong.err]).toEqual([2, '--limit takes a whole number from 1 to 500\n']);
    expect([nothing.out, noneOpen.out]).toEqual(['no incidents yet\n', 'nothing is wrong\n']);
  });
});

describe('what is muted and acknowledged', () => {
  it('says both in its state, and counts as open', async () => {
    const [list = NONE, status = NONE, json = NONE, none = NONE] = await pitheads(dir, [
      ['incidents', '--config', 'muted.yaml'],
      ['status', '--config', 'muted.yaml'],
      ['status', '--json', '--config', 'muted.yaml'],
      ['status', '--config', 'empty.yaml'],
    ]);
    expect(list.out).toContain('  muted until 2026-11-22T12:01:00.000Z, acknowledged by bea  ');
    expect(status.out).toContain('\n1 incident is open: "npx pithead incidents --open" lists it\n\nCHANNEL');
    expect(JSON.parse(json.out)).toMatchObject({ incidents: { open: 1 } });
    expect(none.out).toContain('\nno incident is open\n\nCHANNEL');
  });
});

describe('incident', () => {
  it('writes the post-mortem for its owner alone, and over no file that is there', async () => {
    const [written = NONE, again = NONE, forced = NONE, nowhere = NONE] = await pitheads(dir, [
      ['incident', OPEN.id],
      ['incident', OPEN.id],
      ['incident', OPEN.id, '--force', '--log', 'other.log'],
      ['incident', OPEN.id, '--out', 'no/such/folder.md'],
    ]);
    const file = join(dir, FILE);
    expect([written.code, written.err]).toEqual([0, '']);
    expect(written.out).toMatch(
      new RegExp(`^written to .*${FILE}: "Cause" and "Follow-up" are left to you\n$`),
    );
    expect(again).toEqual({
      code: 1,
      out: '',
      err: `${FILE} is there already: --force writes over it, --out FILE writes another\n`,
    });
    expect(forced.code).toBe(0);
    expect([nowhere.code, nowhere.err]).toEqual([
      1,
      expect.stringMatching(/^no\/such\/folder\.md can't be written/),
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(new RegExp(`^# Incident ${OPEN.id}: `));
    expect(text).toContain('"step":"elsewhere"');
  });

  it('has what was done around it and the log’s lines, and no secret of the configuration', async () => {
    const [{ out } = NONE, json = NONE, trace = NONE] = await pitheads(dir, [
      ['incident', OPEN.id, '--out', '-'],
      ['incident', OPEN.id, '--json'],
      ['trace', OPEN.id],
    ]);
    expect(out).toContain(`| \`bob\` | discord | \`incident ${OPEN.id}\` | allowed |`);
    expect(out).toContain('"step":"observed","said":"[redacted]"');
    expect(out).toContain('```text\n[redacted]\n```');
    expect(out).not.toContain(TOKEN);
    expect(out).not.toContain('\u001b');
    expect(JSON.parse(json.out)).toEqual(
      incidentDetail({ incident: OPEN, onCard: [OPEN], notes: NOTES, deliveries: [] }),
    );
    expect(trace.out).toMatch(new RegExp(`^${OPEN.id}  \\(trace ${OPEN.traceId}\\)\n`));
  });

  it('looks for the log where pm2 puts it', () => {
    const { apps } = z
      .object({ apps: z.array(z.object({ out_file: z.string() })) })
      .parse(createRequire(import.meta.url)('../../ecosystem.config.cjs'));
    const checkout = fileURLToPath(new URL('../../', import.meta.url));
    expect(apps.map(({ out_file }) => out_file)).toEqual([join(checkout, 'data', 'pithead.log')]);
  });

  it('of an id that none has ends with 1, says where they are listed, and writes nothing', async () => {
    const [unknown = NONE, path = NONE] = await pitheads(dir, [
      ['incident', incidentAt(NOW, 9)],
      ['incident', '../../x'],
    ]);
    expect([unknown.code, unknown.out, unknown.err]).toEqual([
      1,
      '',
      `no incident has the id ${incidentAt(NOW, 9)}: "npx pithead incidents" lists the newest\n`,
    ]);
    expect(path.code).toBe(1);
    expect(existsSync(join(dir, `incident-${incidentAt(NOW, 9)}.md`))).toBe(false);
  });
});
