import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createActivity, settled } from '../../src/core/activity.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/duration.ts';
import { keptTraceId } from '../../src/core/ids.ts';
import { NEVER_LATE } from '../../src/core/lateness.ts';
import { NOTHING_MEASURED, type ProbeOutcome, type ProbeProgress } from '../../src/core/probe.ts';
import { createTimers } from '../../src/core/timers.ts';
import { createProbeLoop, type ProbeLoop, type ProbeLoopDeps } from '../../src/probes/probe-loop.ts';
import type { Probe } from '../../src/probes/probe.ts';
import { createSchedule } from '../../src/probes/schedule.ts';
import { startAlerts, type Scene as Alerts } from '../alerts/scene.ts';
import { SETUP } from './runs.ts';

const NEVER: ProbeProgress = { probe: 'web', slot: null, owed: 0, owedFor: 'confirm', holdUntil: null };

/** What `aspect` of the probe came to. */
function outcomeOf(aspect: string, ok: boolean, more: { readonly unanswered?: boolean } = {}): ProbeOutcome {
  const finding = {
    aspect,
    ok,
    severity: 'warning',
    evidence: '',
    cause: null,
    next: null,
    labels: {},
  } as const;
  return {
    verdict: ok ? 'pass' : 'fail',
    measured: { ...NOTHING_MEASURED, latencyMs: 800 },
    assertions: [],
    findings: [{ ...finding, title: `web: ${aspect}`, remote: true }],
    ...more,
  };
}
const PASSED = outcomeOf('answer', true);
const FAILED = outcomeOf('answer', false);

interface Scene {
  readonly alerts: Alerts;
  readonly loop: ProbeLoop;
  /** When it was asked, in seconds since the start. */
  readonly asked: readonly number[];
  /** What it answers. */
  outcome: ProbeOutcome;
  /** Methods of the store that reject. */
  broken: 'keepProgress' | 'keepRun' | null;
  /** Steps that were logged. */
  readonly logged: readonly string[];
  pass(ms: number): Promise<void>;
  /** `trigger verdict reason`, the oldest first. */
  runs(): Promise<readonly string[]>;
}

function refused(): Promise<void> {
  return Promise.reject(new Error('database or disk is full'));
}

/** A probe that runs hourly, over a real store and real alerts, a minute before its slot. */
async function started(
  deps: Partial<ProbeLoopDeps> = {},
  before: Partial<ProbeProgress> = {},
): Promise<Scene> {
  const alerts = await startAlerts();
  const { store } = alerts;
  alerts.clock.advance(59 * MINUTE_MS);
  const start = alerts.clock.now();
  const clock = createTimers(alerts.clock);
  const activity = createActivity();
  const asked: number[] = [];
  const logged: string[] = [];
  const line = (step: string): void => void logged.push(step);
  const probe: Probe = {
    name: 'web',
    type: 'http',
    schedule: '0 * * * *',
    to: null,
    severity: 'warning',
    labels: {},
    remote: true,
    canary: null,
    aspects: ['answer', 'latency'],
    timed: false,
    setup: () => SETUP,
    run() {
      asked.push((clock.now() - start) / SECOND_MS);
      return Promise.resolve(scene.outcome);
    },
  };
  const loop = createProbeLoop(probe, createSchedule(probe.schedule, 'UTC'), {
    clock,
    activity,
    log: { info: line, warn: line, error: line },
    store: {
      ...store,
      keepProgress: (progress) =>
        scene.broken === 'keepProgress' ? refused() : store.keepProgress(progress),
      keepRun: (run, changes) => (scene.broken === 'keepRun' ? refused() : store.keepRun(run, changes)),
    },
    observe: (observation) => alerts.alerts.observe(observation),
    lateness: NEVER_LATE,
    redact: (text) => text,
    connectionDown: () => Promise.resolve(alerts.connectionDown),
    newTraceId: () => keptTraceId('0123456789abcdef0123456789abcdef'),
    ...deps,
  });
  const scene: Scene = {
    alerts,
    loop,
    asked,
    outcome: PASSED,
    broken: null,
    logged,
    async pass(ms) {
      const end = alerts.clock.now() + ms;
      while (alerts.clock.now() < end) {
        alerts.clock.advance(Math.min(end - alerts.clock.now(), alerts.clock.untilNext ?? ms));
        await settled(activity, clock, () => setImmediate());
        await alerts.quiet();
      }
    },
    async runs() {
      const runs = await store.probeRuns({ probe: 'web', since: 0, limit: 100 });
      return runs
        .toReversed()
        .map(({ trigger, verdict, reason }) => [trigger, verdict, reason ?? ''].join(' ').trim());
    },
  };
  loop.start({ progress: { ...NEVER, ...before }, open: new Map(), burstSince: null });
  return scene;
}

it('makes no call that it can’t write down before, and tries no faster than by its schedule', async () => {
  const scene = await started();
  scene.broken = 'keepProgress';
  await scene.pass(3 * HOUR_MS);
  expect(scene.asked).toEqual([]);
  expect(scene.logged).toEqual(['probe-failed', 'probe-failed', 'probe-failed']);
  scene.broken = null;
  await scene.pass(HOUR_MS);
  expect(await scene.runs()).toEqual(['schedule pass']);
});

it('drops confirmations that it can’t write down, half a minute apart', async () => {
  const scene = await started({}, { owed: 3 });
  scene.broken = 'keepProgress';
  await scene.pass(30 * MINUTE_MS);
  expect(scene.asked).toEqual([]);
  // The slot's own and the three that were owed.
  expect(scene.logged).toHaveLength(4);
});

it('tells of what it could not keep, and does not repeat it before the next slot', async () => {
  const scene = await started();
  scene.broken = 'keepRun';
  await scene.pass(30 * MINUTE_MS);
  expect(scene.asked).toHaveLength(1);
  expect(scene.logged).toEqual(['probed', 'run-not-kept']);
  scene.outcome = FAILED;
  await scene.pass(HOUR_MS);
  expect(scene.alerts.told()).toEqual(['opened: web: answer']);
  expect(await scene.runs()).toEqual([]);
});

it('goes on after a slot that it passed over could not be written down', async () => {
  const scene = await started();
  const retryAfterMs = 90 * MINUTE_MS;
  scene.outcome = { verdict: 'unmeasured', reason: 'rate-limited', detail: '429', retryAfterMs };
  await scene.pass(10 * MINUTE_MS);
  scene.outcome = PASSED;
  scene.broken = 'keepProgress';
  await scene.pass(HOUR_MS);
  expect(scene.logged).toEqual(['probed', 'probe-failed']);
  scene.broken = null;
  await scene.pass(HOUR_MS);
  expect(scene.asked).toHaveLength(2);
  expect(await scene.runs()).toEqual(['schedule unmeasured rate-limited', 'schedule pass']);
});

it.each([
  ['in time', true],
  ['slow', false],
])('blames nobody for %s while our own loop is late, and tries twice more', async (_, ok) => {
  let lateMs = 80;
  const scene = await started({ lateness: { begin: () => () => Promise.resolve(lateMs) } });
  scene.outcome = outcomeOf('latency', ok);
  await scene.pass(30 * MINUTE_MS);
  const late = 'unmeasured event-loop-late';
  expect(await scene.runs()).toEqual([`schedule ${late}`, `again ${late}`, `again ${late}`]);
  const [first = 0, ...again] = scene.asked;
  expect(again).toEqual([first + 30, first + 60]);
  expect(scene.alerts.accepted).toEqual([]);
  lateMs = 50;
  await scene.pass(HOUR_MS);
  expect((await scene.runs())[3]).toBe(`schedule ${scene.outcome.verdict}`);
});

it('needs no second try where the first is not late', async () => {
  const worst = [80, 0];
  const scene = await started({ lateness: { begin: () => () => Promise.resolve(worst.shift() ?? 0) } });
  scene.outcome = outcomeOf('latency', true);
  await scene.pass(30 * MINUTE_MS);
  expect(await scene.runs()).toEqual(['schedule unmeasured event-loop-late', 'again pass']);
});

it.each<[string, ProbeOutcome, string]>([
  [
    'what did not answer was not measured',
    outcomeOf('answer', false, { unanswered: true }),
    'unmeasured own-connection',
  ],
  [
    'nor what could not be reached',
    { verdict: 'unmeasured', reason: 'unreachable', detail: '', retryAfterMs: null },
    'unmeasured own-connection',
  ],
  [
    'what was refused was reached',
    { verdict: 'unmeasured', reason: 'rate-limited', detail: '', retryAfterMs: null },
    'unmeasured rate-limited',
  ],
  ['what passed has passed', PASSED, 'pass'],
])('while our own connection is down, %s, and nobody is told', async (_, outcome, run) => {
  const scene = await started();
  scene.alerts.connectionDown = true;
  scene.outcome = outcome;
  await scene.pass(30 * MINUTE_MS);
  expect(await scene.runs()).toEqual([`schedule ${run}`]);
  expect(scene.alerts.accepted).toEqual([]);
});
