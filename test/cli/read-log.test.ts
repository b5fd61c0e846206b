import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readLog } from '../../src/cli/post-mortem/read-log.ts';

const TRACE = '0123456789abcdef0123456789abcdef';
const OTHER = 'f'.repeat(32);

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
    expect(await readLog(file, new Set([TRACE]))).toEqual({
      ok: true,
      file,
      lines: [mine, mine],
      earlier: 0,
    });
    expect(await readLog(file, new Set())).toMatchObject({ lines: [] });
  });

  it('gives the newest 200 of many, and how many there were before', async () => {
    const lines = Array.from({ length: 5_000 }, (_, n) =>
      JSON.stringify({ traceId: n % 2 === 0 ? TRACE : OTHER, n }),
    );
    const read = await readLog(logFile(`${lines.join('\n')}\n`), new Set([TRACE]));
    expect(read).toMatchObject({ ok: true, earlier: 2_300, lines: { length: 200 } });
    expect(read).toMatchObject({
      lines: expect.arrayContaining([JSON.stringify({ traceId: TRACE, n: 4_998 })]),
    });
  });

  it('that is not there, or is no file, is said', async () => {
    expect(await readLog('/nowhere/pithead.log', new Set([TRACE]))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('ENOENT'),
    });
    expect(await readLog(tmpdir(), new Set([TRACE]))).toMatchObject({ ok: false });
  });
});
