import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClockTrust } from '../../src/core/clock-trust.ts';
import type { Finding } from '../../src/core/finding.ts';
import { HEALTHY, type ChannelHealth } from '../../src/core/ports.ts';
import type { Operator } from '../../src/core/chat.ts';
import type { ConfigFacts } from '../../src/doctor/check.ts';
import { channelsCheck } from '../../src/doctor/checks/channels.ts';
import { clockCheck } from '../../src/doctor/checks/clock.ts';
import { configurationCheck } from '../../src/doctor/checks/configuration.ts';
import { databaseCheck } from '../../src/doctor/checks/database.ts';
import { readDisk } from '../../src/doctor/disk.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { tempDir } from '../support/program.ts';
import { configOf, databaseOf, depsOf, MIB, recordAt, trailOf } from './patients.ts';

/** Findings as `about state detail → fix`. */
function said(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ about, state, detail, fix }) =>
    fix === null ? `${about} ${state} ${detail}` : `${about} ${state} ${detail} → ${fix}`,
  );
}

function nobody(platform: string): string {
  return `operators problem nobody can give commands on ${platform}: no operator has a ${platform} id → run "npx pithead init", or add one to \`operators\``;
}

describe('the configuration', () => {
  const ada: Operator = { name: 'ada', telegram: '1', discord: null, role: 'admin' };
  const telegram = { adapter: { type: 'telegram' } };
  const discord = { adapter: { type: 'discord' } };

  it.each<[string, Partial<ConfigFacts>, readonly string[]]>([
    [
      'of a fresh checkout',
      { demo: true, sources: { size: 0 }, routes: { length: 0 } },
      [
        'configuration ok p.yaml: the source demo, 1 channel, every event to every channel; "npx pithead init" connects Telegram or Discord',
      ],
    ],
    [
      'with a chat and its operator',
      { channels: [telegram, { adapter: { type: 'console' } }], operators: [ada] },
      ['configuration ok p.yaml: 2 sources, 2 channels, 1 route', 'operators ok on telegram: ada (admin)'],
    ],
    [
      'with a chat and nobody who may give commands there',
      { channels: [discord], operators: [ada] },
      ['configuration ok p.yaml: 2 sources, 1 channel, 1 route', nobody('discord')],
    ],
    [
      'with two kinds of chats and no operator',
      { channels: [telegram, discord, telegram] },
      ['configuration ok p.yaml: 2 sources, 3 channels, 1 route', nobody('telegram'), nobody('discord')],
    ],
  ])('%s', async (_what, changes, expected) => {
    const configuration = { ok: true, file: 'p.yaml', config: configOf(changes) } as const;
    expect(said(await configurationCheck.run(depsOf({ configuration })))).toEqual(expected);
  });

  it('whose file is not known is told without it', async () => {
    const configuration = {
      ok: true,
      file: null,
      config: configOf({ channels: [telegram], operators: [ada] }),
    } as const;
    expect(said(await configurationCheck.run(depsOf({ configuration })))[0]).toBe(
      'configuration ok 2 sources, 1 channel, 1 route',
    );
  });
});

describe('the database', () => {
  const clock = createFakeClock();
  const fine = 'database: disk ok 5000 MiB free';

  it.each<[string, Parameters<typeof databaseOf>[0], readonly string[]]>([
    [
      'that is well',
      {
        trail: () =>
          Promise.resolve(trailOf({ events: () => Promise.resolve([recordAt(clock.now() - 300_000)]) })),
      },
      ['database ok /data/pithead.db can be read, newest event 5 min ago', fine],
    ],
    ['without an event', {}, ['database ok /data/pithead.db can be read, no event yet', fine]],
    [
      'that was never made',
      {
        trail: () => Promise.resolve(null),
        disk: () => Promise.resolve({ freeBytes: 5_000 * MIB, mode: null }),
      },
      ['database unknown there is none at /data/pithead.db yet → start the program once: npm start', fine],
    ],
    [
      "that can't be opened",
      { trail: () => Promise.reject(new Error('file is not a database')) },
      [
        expect.stringMatching(
          /^database problem \/data\/pithead\.db can't be read: file is not a database → look whether/,
        ),
        fine,
      ],
    ],
    [
      "whose tables can't be read",
      { trail: () => Promise.resolve(trailOf({ events: () => Promise.reject(new Error('no such table')) })) },
      [expect.stringMatching(/^database problem .* no such table → /), fine],
    ],
    [
      'that the running program can not write',
      { trouble: () => 'disk I/O error' },
      [
        expect.stringMatching(/^database ok /),
        fine,
        expect.stringMatching(
          /^database: writing problem it can't be written: disk I\/O error; .* → look at/,
        ),
      ],
    ],
    ['that it can write', { trouble: () => null }, [expect.stringMatching(/^database ok /), fine]],
    [
      'on a disk that is nearly full',
      { disk: () => Promise.resolve({ freeBytes: 200 * MIB - 1, mode: 0o640 }) },
      [
        expect.stringMatching(/^database ok /),
        'database: disk problem 199 MiB free where /data/pithead.db is: a full disk turns webhooks away → make room on that disk, 200 MiB at least',
      ],
    ],
    [
      'on a disk with just enough room',
      { disk: () => Promise.resolve({ freeBytes: 200 * MIB, mode: 0o600 }) },
      [expect.stringMatching(/^database ok /), 'database: disk ok 200 MiB free'],
    ],
    [
      'that everyone may read',
      { disk: () => Promise.resolve({ freeBytes: 5_000 * MIB, mode: 0o644 }) },
      [
        expect.stringMatching(/^database ok /),
        fine,
        'database: file mode problem /data/pithead.db has the mode 644: everyone on this machine gets at the payloads → chmod 600 /data/pithead.db*',
      ],
    ],
    [
      "on a disk that can't be looked at",
      { disk: () => Promise.reject(new Error('EACCES')) },
      [
        expect.stringMatching(/^database ok /),
        expect.stringMatching(/^database: disk unknown could not be looked at: EACCES → /),
      ],
    ],
    ['that is no file here', { file: null }, ['database ok the database can be read, no event yet']],
  ])('%s', async (_what, changes, expected) => {
    expect(said(await databaseCheck.run(depsOf({ clock, database: databaseOf(changes) })))).toEqual(expected);
  });
});

describe('the disk', () => {
  const dir = tempDir();
  beforeEach(() => mkdirSync(dir.path, { recursive: true }));
  afterEach(() => dir.dispose());

  it('has room, and the file its mode', async () => {
    const file = join(dir.path, 'a.db');
    writeFileSync(file, '');
    chmodSync(file, 0o640);
    const { freeBytes, mode } = await readDisk(file);
    expect(mode).toBe(0o640);
    expect(freeBytes).toBeGreaterThan(0);
  });

  it('is found where neither the file nor its folder is there yet', async () => {
    const { freeBytes, mode } = await readDisk(join(dir.path, 'not', 'yet', 'a.db'));
    expect(mode).toBe(null);
    expect(freeBytes).toBeGreaterThan(0);
  });

  it('throws where something is in the way', async () => {
    writeFileSync(join(dir.path, 'file'), '');
    await expect(readDisk(join(dir.path, 'file', 'a.db'))).rejects.toThrow('ENOTDIR');
  });
});

describe('the clock', () => {
  it.each<[ClockTrust, string]>([
    [{ trusted: true }, 'clock ok can be trusted'],
    [{ trusted: false, reason: 'before-release' }, 'clock problem stands years in the past'],
    [{ trusted: false, reason: 'behind-known' }, 'clock problem is behind the newest event'],
    [{ trusted: false, reason: 'not-synchronised' }, 'clock problem is not synchronised'],
  ])('%j', async (trust, expected) => {
    const [finding = ''] = said(await clockCheck.run(depsOf({ clockTrust: () => Promise.resolve(trust) })));
    expect(finding).toContain(expected);
    expect(finding.includes('→')).toBe(!trust.trusted);
  });
});

describe('channels', () => {
  const clock = createFakeClock();
  const well: Finding = { about: 'telegram ops: rights', state: 'ok', detail: 'may post', fix: null };

  async function examined(
    examine: () => Promise<readonly Finding[]>,
    health: Partial<ChannelHealth> | Error = {},
    counts = { waiting: 0, dead: 0 },
    name = 'ops',
  ): Promise<readonly string[]> {
    const trail = trailOf({
      counts: () => Promise.resolve(counts),
      health: () =>
        health instanceof Error ? Promise.reject(health) : Promise.resolve({ ...HEALTHY, ...health }),
    });
    const database = databaseOf({ trail: () => Promise.resolve(trail) });
    const channels = [{ name, type: 'telegram', examine }];
    return said(await channelsCheck.run(depsOf({ clock, database, channels })));
  }

  it('are well: what the platform says, and how delivery goes', async () => {
    expect(await examined(() => Promise.resolve([well]), {}, { waiting: 1, dead: 2 })).toEqual([
      'telegram ops: rights ok may post',
      'telegram ops: deliveries ok 1 waiting, 2 given up',
    ]);
  });

  it('named after their type are not named twice', async () => {
    expect(await examined(() => Promise.resolve([]), {}, { waiting: 0, dead: 0 }, 'telegram')).toEqual([
      'telegram: deliveries ok 0 waiting, 0 given up',
    ]);
  });

  it('fail: since when, how much waits, and the last error on one line', async () => {
    const downSince = clock.now() - 7_500_000;
    const lastError = `502\nBad Gateway ${'x'.repeat(500)}`;
    const [finding] = await examined(
      () => Promise.resolve([]),
      { failures: 9, downSince, lastError },
      { waiting: 12, dead: 0 },
    );
    expect(finding).toMatch(
      /^telegram ops: deliveries problem failing for 2 h 5 min, 12 waiting, 0 given up, last error: 502 Bad Gateway x{90,}… → see what else/,
    );
  });

  it("can't be examined: that is unknown, and delivery is told all the same", async () => {
    const [first, second] = await examined(() => Promise.reject(new Error('the library is broken')));
    expect(first).toMatch(/^telegram ops unknown could not be looked at: the library is broken → /);
    expect(second).toBe('telegram ops: deliveries ok 0 waiting, 0 given up');
  });

  it('without a database that can be read send the reader there', async () => {
    expect(await examined(() => Promise.resolve([]), new Error('no such table: channels'))).toEqual([
      "telegram ops: deliveries unknown can't be read: no such table: channels → see what is said of the database",
    ]);
  });
});
