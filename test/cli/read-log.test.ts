import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readLog, type LogSubject } from '../../src/cli/post-mortem/read-log.ts';

const TRACE = '0123456789abcdef0123456789abcdef';
const OTHER = 'f'.repeat(32);
const ofTrace: LogSubject = { traceIds: new Set([TRACE]), incidents: new Set() };

function logFile(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'pithead-log-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'pithead.log');
  writeFileSync(file, text);
  return file;
}

describe('the log', () => {
  it('gives the lines of these traces only, whatever else stands in it', async () => {
    const mine = JSON.stringify({ time: 'x', traceId: TRACE, step: 'one' });
    const file = logFile(
      [
        mine,
        JSON.stringify({ traceId: OTHER, step: 'two' }),
        JSON.stringify({ step: TRACE }),
        `not JSON ${TRACE}`,
        `[{"traceId":"${TRACE}"}]`,
        '',
        '\u0000\u0000',
        JSON.stringify({ traceId: OTHER, said: TRACE }),
        mine,
      ].join('\n'),
    );
    expect(await readLog(file, ofTrace)).toEqual({
      ok: true,
      file,
      lines: [mine, mine],
      earlier: 0,
    });
    expect(await readLog(file, { traceIds: new Set(), incidents: new Set() })).toMatchObject({ lines: [] });
  });

  it('gives the lines that name the incident or its card in a field for that', async () => {
    const mine = [{ incident: 'i1' }, { incident: 'c1', traceId: OTHER }, { card: 'c1' }, { card: 'i1' }];
    const others = [{ incident: 'i11' }, { id: 'i1' }, { incident: null, said: 'i1' }, { card: ['c1'] }];
    const file = logFile([...mine, ...others].map((line) => JSON.stringify(line)).join('\n'));
    const subject = { traceIds: new Set([TRACE]), incidents: new Set(['i1', 'c1']) };
    expect(await readLog(file, subject)).toMatchObject({
      ok: true,
      lines: mine.map((line) => JSON.stringify(line)),
    });
  });

  it('gives the newest 200 of many, and how many there were before', async () => {
    const lines = Array.from({ length: 5_000 }, (_, n) =>
      JSON.stringify({ traceId: n % 2 === 0 ? TRACE : OTHER, n }),
    );
    const read = await readLog(logFile(`${lines.join('\n')}\n`), ofTrace);
    expect(read).toMatchObject({ ok: true, earlier: 2_300, lines: { length: 200 } });
    expect(read).toMatchObject({
      lines: expect.arrayContaining([JSON.stringify({ traceId: TRACE, n: 4_998 })]),
    });
  });

  it('that is not there, or is no file, is said', async () => {
    expect(await readLog('/nowhere/pithead.log', ofTrace)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('ENOENT'),
    });
    expect(await readLog(tmpdir(), ofTrace)).toMatchObject({ ok: false });
  });
});
