import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GROUP } from '../support/telegram/chats.ts';
import { BOT_TOKEN, startTelegram } from '../support/telegram/server.ts';
import { pitheads, startPithead } from './pithead.ts';

const findings = z.array(
  z.strictObject({
    about: z.string(),
    state: z.enum(['ok', 'problem', 'unknown']),
    detail: z.string(),
    fix: z.string().nullable(),
  }),
);

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'pithead-doctor-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function config(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return name;
}

describe('pithead doctor', () => {
  it('where the program never ran: nothing is wrong, and it says what could not be told', async () => {
    const file = config('fresh.yaml', 'storage: sqlite:fresh/pithead.db\n');
    const [text, json] = await pitheads(dir, [
      ['doctor', '--config', file],
      ['doctor', '--config', file, '--json'],
    ]);
    expect(text?.code).toBe(0);
    expect(text?.out).toMatch(
      /^No problem found, \d could not be told\n\? database: there is none at .*npm start\n/,
    );
    expect(json?.code).toBe(0);
    expect(
      findings.parse(JSON.parse(json?.out ?? '')).map(({ about, state }) => `${about} ${state}`),
    ).toEqual([
      'configuration ok',
      'database unknown',
      'database: disk ok',
      expect.stringMatching(/^clock /),
    ]);
  });

  it('of a broken configuration tells every problem with its line, and ends with 1', async () => {
    const file = config(
      'broken.yaml',
      'chanels: {}\nsources:\n  a: { scheme: github, secrets: ["${NOT_SET}"] }\n',
    );
    const [text, json] = await pitheads(dir, [
      ['doctor', '--config', file],
      ['doctor', '--config', file, '--json'],
    ]);
    expect([text?.code, json?.code]).toEqual([1, 1]);
    expect(text?.out).toMatch(/^2 problems\n✗ configuration: .*broken\.yaml:1: chanels: unknown key/);
    expect(findings.parse(JSON.parse(json?.out ?? '')).map(({ detail }) => detail)).toEqual([
      expect.stringContaining('broken.yaml:1: chanels: unknown key'),
      expect.stringMatching(/broken\.yaml:3: sources\.a\.secrets\[0\]: .*secret/),
    ]);
  });

  it('of a file that is no database, and that everyone may read, tells both', async () => {
    mkdirSync(join(dir, 'odd'));
    writeFileSync(join(dir, 'odd', 'pithead.db'), 'hello');
    chmodSync(join(dir, 'odd', 'pithead.db'), 0o644);
    const [ran] = await pitheads(dir, [
      ['doctor', '--config', config('odd.yaml', 'storage: sqlite:odd/pithead.db\n')],
    ]);
    expect(ran?.code).toBe(1);
    expect(ran?.out).toMatch(/^2 problems/);
    expect(ran?.out).toContain("odd/pithead.db can't be read: file is not a database →");
    expect(ran?.out).toMatch(/has the mode 644: .* → chmod 600 .*odd\/pithead\.db\*\n/);
  });

  it('asks for the right to pin where the heartbeat stands, and nowhere else', async () => {
    const telegram = await startTelegram({ now: () => Date.now(), longestPollMs: 20 });
    const channel = `{ type: telegram, token: "${BOT_TOKEN}", chat: ${GROUP}, apiRoot: "${telegram.url}" }`;
    const file = config(
      'pins.yaml',
      `storage: sqlite:pins/pithead.db
channels:
  ops: ${channel}
  other: ${channel}
alerts: { heartbeat: { channel: ops } }
`,
    );
    const [ran] = await pitheads(dir, [['doctor', '--config', file, '--json']]);
    await telegram.close();
    const rights = findings
      .parse(JSON.parse(ran?.out ?? ''))
      .filter(({ about }) => about.endsWith(': rights'))
      .map(({ about, state }) => `${about} ${state}`);
    expect(rights).toEqual(['telegram ops: rights problem', 'telegram other: rights ok']);
  });

  it('beside a running program tries the public address and reads its database', async () => {
    const listen = 'server: { clock: trust, public: { port: 0 }, private: { port: 0 }';
    const plain = config('plain.yaml', `${listen} }\nstorage: sqlite:kept/pithead.db\n`);
    const started = await startPithead(dir, ['--config', plain]);
    try {
      const [, port = ''] = /http:\/\/127\.0\.0\.1:(\d+)/.exec(started.err()) ?? [];
      const good = `${listen}, publicUrl: "http://127.0.0.1:${port}" }\nstorage: sqlite:kept/pithead.db\n`;
      const bad = `${listen}, publicUrl: "http://127.0.0.1:1" }\nstorage: sqlite:kept/pithead.db\n`;
      const [well, down] = await pitheads(dir, [
        ['doctor', '--config', config('good.yaml', good)],
        ['doctor', '--config', config('bad.yaml', bad)],
      ]);
      expect([well?.code, well?.out.split('\n')[0]]).toEqual([0, 'All is well']);
      expect(well?.out).toContain(`✓ public address: http://127.0.0.1:${port} leads here\n`);
      expect(well?.out).toContain('✓ console: deliveries: 0 waiting, 0 given up\n');
      expect([down?.code, down?.out.split('\n')[0]]).toEqual([1, '1 problem']);
      expect(down?.out).toMatch(
        new RegExp(
          `✗ public address: http://127\\.0\\.0\\.1:1 can't be reached: .* to http://127\\.0\\.0\\.1:${port}, or`,
        ),
      );
    } finally {
      await started.stop();
    }
    const [stopped] = await pitheads(dir, [['doctor', '--config', 'good.yaml']]);
    expect(stopped?.code).toBe(0);
    expect(stopped?.out).toContain("can't be tried: the program does not run → start the program: npm start");
  });
});
