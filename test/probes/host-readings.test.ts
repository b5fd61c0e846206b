import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createReadHost, type HostSources } from '../../src/probes/host/read-host.ts';
import { parseMount } from '../../src/probes/host/read-mount.ts';
import { runProgram } from '../../src/run-program.ts';
import { makeTree } from './host-tree.ts';

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

function reader(changes: Readonly<Record<string, string | null>> = {}, sources: Partial<HostSources> = {}) {
  const { root, remove } = makeTree(changes);
  removals.push(remove);
  const dataDir = join(root, 'data');
  const read = createReadHost({
    proc: join(root, 'proc'),
    sys: join(root, 'sys'),
    dataDir,
    database: join(dataDir, 'pithead.db'),
    load: () => ({ availableBytes: 512, totalBytes: 1_024, loopDelayMs: 3 }),
    run: () => Promise.resolve('throttled=0x50005\n'),
    ...sources,
  });
  return { read, dataDir };
}

describe('a machine is read', () => {
  it('where everything is there', async () => {
    const { read, dataDir } = reader();
    expect(await read(null)).toEqual({
      hostname: 'pi',
      disk: {
        outcome: 'read',
        path: dataDir,
        availableBytes: expect.any(Number),
        usedBytes: expect.any(Number),
      },
      mount: {
        path: dataDir,
        mountPoint: '/',
        device: '/dev/root',
        type: 'ext4',
        readOnly: false,
        errors: 0,
      },
      memory: { availableBytes: 512, totalBytes: 1_024 },
      temperatures: [{ sensor: 'cpu_thermal', celsius: 52.35 }],
      power: { alarm: false, throttled: 0x50005 },
      database: { fileBytes: 4_096, walBytes: 1_024 },
      loopDelayMs: 3,
    });
  });

  it('where nothing is there', async () => {
    const nowhere = '/nowhere/at/all';
    const { read } = reader(
      {},
      {
        proc: nowhere,
        sys: nowhere,
        database: `${nowhere}/pithead.db`,
        load: () => ({ availableBytes: null, totalBytes: null, loopDelayMs: 3 }),
        run: () => Promise.resolve(null),
      },
    );
    expect(await read(nowhere)).toEqual({
      hostname: null,
      disk: { outcome: 'unreadable', path: nowhere, detail: expect.stringContaining('ENOENT') },
      mount: null,
      memory: null,
      temperatures: [],
      power: null,
      database: null,
      loopDelayMs: 3,
    });
  });

  it.each<[string, string, boolean]>([
    ['as it should be', '26 1 179:2 / / rw,noatime shared:1 - ext4 /dev/mmcblk0p2 rw', false],
    ['with a word that only looks so', '26 1 179:2 / / rw - ext4 /dev/mmcblk0p2 rw,errors=remount-ro', false],
    ['read-only by its mount', '26 1 179:2 / / ro,noatime shared:1 - ext4 /dev/mmcblk0p2 rw', true],
    [
      'read-only by its file system',
      '26 1 179:2 / / rw,noatime - ext4 /dev/mmcblk0p2 ro,errors=remount-ro',
      true,
    ],
    [
      'closed by ext4 after an error',
      '26 1 179:2 / / rw,noatime - ext4 /dev/mmcblk0p2 rw,emergency_ro',
      true,
    ],
  ])('with a mount %s', async (_what, line, readOnly) => {
    const { read } = reader({ 'proc/self/mountinfo': `${line}\n` });
    expect((await read(null)).mount).toMatchObject({ readOnly, mountPoint: '/' });
  });

  it('with the innermost mount of the path, and the last of several there', async () => {
    const { read, dataDir } = reader();
    const lines = [
      '26 1 179:2 / / rw - ext4 /dev/root rw',
      `50 26 8:1 / ${dataDir} rw - xfs /dev/sda1 rw`,
      `51 50 0:60 / ${dataDir} ro - tmpfs tmpfs ro`,
      `52 26 8:2 / ${dataDir}base rw - ext4 /dev/sdb1 rw`,
    ];
    const other = reader({ 'proc/self/mountinfo': lines.join('\n') });
    expect((await other.read(dataDir)).mount).toMatchObject({ type: 'tmpfs', readOnly: true, errors: null });
    expect(await read(dataDir)).toMatchObject({ mount: { type: 'ext4' } });
  });

  it('with the errors that its file system noted', async () => {
    const { read } = reader({ 'sys/fs/ext4/mmcblk0p2/errors_count': '3\n' });
    expect((await read(null)).mount).toMatchObject({ errors: 3 });
  });

  it.each<[string, Readonly<Record<string, string | null>>, readonly string[]]>([
    [
      'of an Intel machine',
      {
        'sys/class/hwmon/hwmon0/name': 'coretemp\n',
        'sys/class/hwmon/hwmon0/temp1_input': '61000\n',
        'sys/class/hwmon/hwmon0/temp2_input': '58000\n',
        'sys/class/hwmon/hwmon0/temp2_max': '100000\n',
      },
      ['coretemp 58', 'coretemp 61'],
    ],
    ['that is broken', { 'sys/class/hwmon/hwmon0/temp1_input': '-273150\n' }, []],
    ['that says nonsense', { 'sys/class/hwmon/hwmon0/temp1_input': 'hot\n' }, []],
    ['that is gone', { 'sys/class/hwmon/hwmon0/temp1_input': null }, []],
  ])('with a sensor %s', async (_what, changes, expected) => {
    const { temperatures } = await reader(changes).read(null);
    expect(temperatures.map(({ sensor, celsius }) => `${sensor} ${celsius}`).toSorted()).toEqual(expected);
  });

  it.each<[string, string, string | null, { alarm: boolean | null; throttled: number | null }]>([
    ['an alarm', '1\n', 'throttled=0x0\n', { alarm: true, throttled: 0 }],
    ['an alarm alone', '1\n', null, { alarm: true, throttled: null }],
    [
      'what vcgencmd says when it may not',
      '0\n',
      'VCHI initialization failed\n',
      { alarm: false, throttled: null },
    ],
  ])('with %s', async (_what, alarm, printed, expected) => {
    const { read } = reader(
      { 'sys/class/hwmon/hwmon3/in0_lcrit_alarm': alarm },
      { run: () => Promise.resolve(printed) },
    );
    expect((await read(null)).power).toEqual(expected);
  });
});

describe('a line of mountinfo', () => {
  it('may have blanks in its names', () => {
    expect(parseMount('50 26 8:1 / /mnt/my\\040disk rw - vfat /dev/sda1 rw')).toMatchObject({
      point: '/mnt/my disk',
    });
  });
  it.each(['', 'x', '50 26 8:1 / /mnt rw', '50 26 8:1 / /mnt rw - ext4'])('is none: %j', (line) => {
    expect(parseMount(line)).toBeNull();
  });
});

describe('a program', () => {
  it('is run without a shell', async () => {
    expect(await runProgram('echo', ['$HOME;'])).toBe('$HOME;\n');
  });
  it.each([
    ['that is not there', 'no-such-program-here', []],
    ['that fails', 'false', []],
  ])('%s gives nothing', async (_what, program, args) => {
    expect(await runProgram(program, args)).toBeNull();
  });
});
