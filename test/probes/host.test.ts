import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { hostProbe } from '../../src/probes/host.ts';
import { judgeHost, type HostLimits } from '../../src/probes/host/judge.ts';
import { NOTHING_READ, type HostReadings } from '../../src/probes/host/readings.ts';
import { hostSchema, limitsOf } from '../../src/probes/host/schema.ts';
import { parseSize, sayBytes } from '../../src/probes/host/size.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { plainDeps, runContext } from './far-end.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const LIMITS: HostLimits = limitsOf(hostSchema.parse({ type: 'host', memory: 5, eventLoop: '500ms' }));
const DEFAULT_LIMITS: HostLimits = limitsOf(hostSchema.parse({ type: 'host' }));
const MOUNT = {
  path: '/srv/data',
  mountPoint: '/',
  device: '/dev/root',
  type: 'ext4',
  readOnly: false,
  errors: 0,
} as const;
const WELL: HostReadings = {
  hostname: 'pi',
  disk: disk(12 * GIB, 29 * GIB),
  mount: MOUNT,
  memory: { availableBytes: 2 * GIB, totalBytes: 4 * GIB },
  temperatures: [{ sensor: 'cpu_thermal', celsius: 52.35 }],
  power: { alarm: false, throttled: 0 },
  database: { fileBytes: 12 * MIB, walBytes: MIB },
  loopDelayMs: 21,
};
const ALL = ['disk', 'read-only', 'memory', 'temperature', 'power', 'database', 'event-loop'];

function disk(availableBytes: number, totalBytes: number): HostReadings['disk'] {
  return { outcome: 'read', path: '/srv/data', availableBytes, usedBytes: totalBytes - availableBytes };
}

function judged(changes: Partial<HostReadings>, limits: Partial<HostLimits> = {}) {
  const outcome = judgeHost({ ...WELL, ...changes }, { ...LIMITS, ...limits });
  if (outcome.verdict === 'unmeasured') throw new Error(outcome.detail);
  return outcome;
}

describe('a machine is judged', () => {
  it.each<[string, Partial<HostReadings>, readonly string[]]>([
    ['all is well', {}, []],
    ['10 % of the disk free', { disk: disk(10 * GIB, 100 * GIB) }, []],
    ['less', { disk: disk(10 * GIB - 1, 100 * GIB) }, ['disk warning']],
    ['less than 1 GiB and 10 %', { disk: disk(GIB - 1, 100 * GIB) }, ['disk critical']],
    ['less than 1 GiB of a small disk', { disk: disk(GIB - 1, 2 * GIB) }, []],
    ['nothing free', { disk: disk(0, 0) }, ['disk critical']],
    [
      'a disk that was taken away',
      { disk: { outcome: 'unreadable', path: '/mnt/usb', detail: 'ENOENT' } },
      ['disk critical'],
    ],
    ['a read-only remount', { mount: { ...MOUNT, readOnly: true, errors: 2 } }, ['read-only critical']],
    ['errors that ext4 noted', { mount: { ...MOUNT, errors: 1 } }, ['read-only warning']],
    ['a file system that counts no errors', { mount: { ...MOUNT, type: 'btrfs', errors: null } }, []],
    ['5 % of memory', { memory: { availableBytes: 50 * MIB, totalBytes: 1_000 * MIB } }, []],
    ['less memory', { memory: { availableBytes: 49 * MIB, totalBytes: 1_000 * MIB } }, ['memory warning']],
    ['25 MiB of a small machine', { memory: { availableBytes: 25 * MIB, totalBytes: 100 * MIB } }, []],
    ['less than 25 MiB', { memory: { availableBytes: 25 * MIB - 1, totalBytes: null } }, ['memory critical']],
    ['80 °C', { temperatures: [{ sensor: 'cpu_thermal', celsius: 80 }] }, []],
    [
      'one core of several too hot',
      { temperatures: [60, 80.5, 50].map((celsius) => ({ sensor: 'coretemp', celsius })) },
      ['temperature warning'],
    ],
    ['90 °C', { temperatures: [{ sensor: 'k10temp', celsius: 90 }] }, ['temperature critical']],
    ['a database of 2 GiB', { database: { fileBytes: GIB, walBytes: GIB } }, []],
    ['a larger one', { database: { fileBytes: GIB, walBytes: GIB + 1 } }, ['database warning']],
    ['an event loop 500 ms late', { loopDelayMs: 500 }, []],
    ['a later one', { loopDelayMs: 500.1 }, ['event-loop warning']],
  ])('%s', (_what, changes, failing) => {
    const { verdict, findings, assertions } = judged(changes);
    const bad = findings.filter(({ ok }) => !ok);
    expect(bad.map(({ aspect, severity }) => `${aspect} ${severity}`)).toEqual(failing);
    expect(verdict).toBe(failing.length === 0 ? 'pass' : 'fail');
    expect(findings.map(({ aspect }) => aspect)).toEqual(ALL);
    expect(assertions.map(({ type }) => type)).toEqual(ALL);
    expect(assertions.filter(({ pass }) => !pass)).toHaveLength(failing.length);
    for (const { next, title, evidence } of bad) {
      expect(title).toMatch(/^pi: /);
      expect([next, evidence]).not.toContain(null);
    }
    for (const { remote, labels } of findings) expect([remote, labels]).toEqual([false, { host: 'pi' }]);
  });

  it.each<[string, HostReadings['power'], string | null, string]>([
    ['nothing', { alarm: false, throttled: 0 }, null, 'Now: nothing\nSince the machine started: nothing'],
    ['the alarm alone', { alarm: true, throttled: null }, 'warning', 'Now: under-voltage'],
    [
      'both say it once',
      { alarm: true, throttled: 0x1 },
      'warning',
      'Now: under-voltage\nSince the machine started: nothing',
    ],
    [
      'now and before',
      { alarm: null, throttled: 0x50005 },
      'warning',
      'Now: under-voltage, throttled\nSince the machine started: under-voltage, throttled',
    ],
    [
      'too little power before',
      { alarm: false, throttled: 0x10000 },
      'info',
      'Since the machine started: under-voltage',
    ],
    [
      'slowed down by heat now',
      { alarm: false, throttled: 0xe0008 },
      'warning',
      'Now: soft temperature limit',
    ],
    ['capped now', { alarm: false, throttled: 0x2 }, 'warning', 'Now: processor frequency capped'],
    [
      'slowed down by heat before',
      { alarm: false, throttled: 0xe0000 },
      null,
      'frequency capped, throttled, soft temperature limit',
    ],
  ])('by its power: %s', (_what, power, severity, says) => {
    const { findings } = judged({ power });
    const finding = findings.find(({ aspect }) => aspect === 'power');
    expect(finding?.ok === true ? null : finding?.severity).toBe(severity);
    expect(finding?.evidence).toContain(says);
  });

  it('with what was read in a line, and figures as evidence', () => {
    const { measured, findings } = judged({});
    expect(measured).toMatchObject({
      latencyMs: null,
      output:
        'disk 41 % free, writable, memory 50 % free, 52 °C, power good, database 13 MiB, event loop 21 ms late',
    });
    expect(findings[0]?.evidence).toBe('12.0 GiB of 29.0 GiB are free: 41 % (at least 10 % is well)');
  });

  it('by its own limits', () => {
    const { findings } = judged({}, { diskPercent: 50, celsius: 50, severity: 'info' });
    const bad = findings.filter(({ ok }) => !ok);
    expect(bad.map(({ aspect, severity }) => `${aspect} ${severity}`)).toEqual([
      'disk info',
      'temperature info',
    ]);
  });

  it('by what is there alone', () => {
    const outcome = judgeHost({ ...NOTHING_READ, loopDelayMs: 3 }, LIMITS);
    expect(outcome).toMatchObject({ verdict: 'pass', findings: [{ aspect: 'event-loop', labels: {} }] });
    expect(judgeHost(NOTHING_READ, LIMITS)).toMatchObject({ verdict: 'unmeasured', reason: 'no-sensor' });
  });

  it("of whose memory and event loop the program's own watch tells, without findings of them unless they are configured", () => {
    const full = {
      memory: { availableBytes: MIB, totalBytes: GIB },
      loopDelayMs: 2_000,
    };
    const outcome = judged(full, DEFAULT_LIMITS);
    const rest = ALL.filter((aspect) => aspect !== 'memory' && aspect !== 'event-loop');
    expect(outcome.verdict).toBe('pass');
    expect(outcome.findings.map(({ aspect }) => aspect)).toEqual(rest);
    expect(outcome.assertions.map(({ type }) => type)).toEqual(rest);
    expect(outcome.measured.output).toMatch(/, memory 0 % free, event loop 2000 ms late$/);
  });
});

describe('the host probe', () => {
  const clock = createFakeClock();

  it('reads the path that is configured', async () => {
    const paths: (string | null)[] = [];
    const aspects: (readonly string[])[] = [];
    const readHost = (path: string | null) => {
      paths.push(path);
      return Promise.resolve(WELL);
    };
    for (const entry of [{}, { path: '/mnt/usb', memory: 5, eventLoop: '1s' }]) {
      const probe = hostProbe.create(
        'pi',
        hostSchema.parse({ type: 'host', ...entry }),
        plainDeps(clock, { readHost }),
      );
      expect(await probe.run(runContext(clock))).toMatchObject({ verdict: 'pass' });
      aspects.push(probe.aspects);
    }
    expect(paths).toEqual([null, '/mnt/usb']);
    expect(aspects).toEqual([['disk', 'read-only', 'temperature', 'power', 'database'], ALL]);
  });

  it('takes a disk that hangs for one that fails', async () => {
    const { promise: never } = Promise.withResolvers<HostReadings>();
    const readHost = () => never;
    const entry = hostSchema.parse({ type: 'host', path: '/mnt/nas', timeout: '5s' });
    const running = hostProbe.create('pi', entry, plainDeps(clock, { readHost })).run(runContext(clock));
    clock.advance(5_000);
    expect(await running).toMatchObject({
      verdict: 'fail',
      findings: [{ aspect: 'disk', severity: 'critical', evidence: 'no answer within 5 s' }],
    });
    expect(clock.pending).toBe(0);
  });

  it('says a time-out of less than a second in milliseconds', async () => {
    const entry = hostSchema.parse({ type: 'host', timeout: '100ms' });
    const deps = plainDeps(clock, { readHost: () => new Promise<never>(() => {}) });
    const running = hostProbe.create('pi', entry, deps).run(runContext(clock));
    clock.advance(100);
    expect(await running).toMatchObject({ findings: [{ evidence: 'no answer within 100 ms' }] });
  });

  it('begins no second reading while one hangs, and reads again when that has ended', async () => {
    const readings: PromiseWithResolvers<HostReadings>[] = [];
    const readHost = () => {
      const reading = Promise.withResolvers<HostReadings>();
      readings.push(reading);
      return reading.promise;
    };
    const probe = hostProbe.create('pi', hostSchema.parse({ type: 'host' }), plainDeps(clock, { readHost }));
    const first = probe.run(runContext(clock));
    clock.advance(10_000);
    await first;
    clock.advance(5 * 60_000);
    expect(await probe.run(runContext(clock))).toMatchObject({
      verdict: 'fail',
      findings: [{ aspect: 'disk', evidence: 'the reading that began 5 min 10 s ago has not ended' }],
    });
    expect(readings).toHaveLength(1);

    readings[0]?.reject(new Error('EIO'));
    await setImmediate();
    const third = probe.run(runContext(clock));
    readings[1]?.resolve(WELL);
    expect(await third).toMatchObject({ verdict: 'pass' });
  });

  it.each<[Readonly<Record<string, unknown>>, RegExp]>([
    [{ databaseMax: '2 gigs' }, /size like 512MiB/],
    [{ eventLoop: '2m' }, /1ms to 60s/],
    [{ disk: 120 }, /disk/],
    [{ cpu: 1 }, /cpu/],
  ])('refuses %j', (entry, says) => {
    expect(() => hostSchema.parse({ type: 'host', ...entry })).toThrow(says);
  });
});

it.each<[string, number | null, string]>([
  ['0MiB', 0, '0 MiB'],
  ['512MiB', 512 * MIB, '512 MiB'],
  ['2GiB', 2 * GIB, '2.0 GiB'],
  ['1 TiB', 1_024 * GIB, '1.0 TiB'],
  ['2GB', null, ''],
  ['GiB', null, ''],
])('a size of %s', (text, bytes, said) => {
  expect(parseSize(text)).toBe(bytes);
  if (bytes !== null) expect(sayBytes(bytes)).toBe(said);
});
