import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCheck } from '../../src/cli/check.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-check-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

async function check(yaml: string, json = false): Promise<{ code: number; out: string; err: string }> {
  writeFileSync(join(dir, 'my.yaml'), yaml);
  const text = { out: '', err: '' };
  const code = await runCheck({
    out: (more) => (text.out += more),
    err: (more) => (text.err += more),
    json,
    configPath: 'my.yaml',
    cwd: dir,
    env: {},
  });
  return { code, ...text };
}

describe('pithead check', () => {
  it('sums up a good file in one line', async () => {
    const { code, out, err } = await check('channels:\n  terminal: { type: console }\n');
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toMatch(/my\.yaml: good \(the source demo, 1 channel, 0 routes; [0-9a-f]{12}\)\n$/);
  });

  it('names file, line, place and what is wrong, all at once', async () => {
    const { code, out, err } = await check('chanels: {}\nserver: { clock: maybe }\n');
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err.split('\n')).toEqual([
      `${join(dir, 'my.yaml')}:1: chanels: unknown key "chanels": did you mean "channels"?`,
      `${join(dir, 'my.yaml')}:2: server.clock: unknown value "maybe"; known: checked, trust`,
      '2 problems; correct the file and run `npx pithead check` again',
      '',
    ]);
  });

  it('prints one object with --json', async () => {
    const { code, out } = await check('a: 1\n', true);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ path: 'a', line: 1, column: 1 }] });
  });
});
