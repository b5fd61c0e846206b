import { clip, oneLine } from '../core/clip.ts';
import { countOf } from '../core/count-of.ts';
import { sayDuration } from '../core/duration.ts';
import type { Deferred, Observation } from '../core/incident.ts';
import { AT_ONCE } from './policies.ts';
import type { Target } from './target.ts';

const MOST_MISSED = 20;
const LONGEST_TITLE = 120;

const CONNECTION = {
  fingerprint: 'connection',
  source: 'pithead',
  severity: 'warning',
  cause: 'the router, the line or the provider: nothing outside could be reached from this machine',
  labels: {},
  remote: false,
  rerun: 'connection',
  except: [],
  policy: { ...AT_ONCE, tell: 'when-over' },
} as const;

/** `errors`: a line for each target, as far as they were tried. `since`: epoch milliseconds. */
export function connectionIsDown(
  targets: readonly Target[],
  errors: readonly string[],
  since: number,
): Observation {
  return {
    ...CONNECTION,
    ok: false,
    since,
    title: 'Our own connection is down',
    evidence: sayErrors(targets, errors),
    next: 'look at the router and its cable; nothing on this machine has to be restarted',
  };
}

/** An outage that is over. Times are epoch milliseconds. */
export interface PastOutage {
  readonly since: number;
  readonly until: number;
  /** In how many parts it came, and how long they were together. */
  readonly parts: number;
  readonly downMs: number;
  /** Messages got through meanwhile: it was the targets that did not answer. */
  readonly doubted: boolean;
}

/** `timeOfDay` says the `HH:MM…` of an epoch millisecond. */
export function connectionWasDown(
  { since, until, parts, downMs, doubted }: PastOutage,
  missed: readonly Deferred[],
  timeOfDay: (at: number) => string,
): Observation {
  const [from, to] = [since, until].map((at) => timeOfDay(at).slice(0, 'HH:MM'.length));
  const times = parts === 1 ? '' : `, ${parts} times`;
  return {
    ...CONNECTION,
    ok: true,
    title: doubted
      ? `Our own connection seemed down for ${sayDuration(downMs)}, yet messages got through`
      : `Our own connection was down for ${sayDuration(downMs)} (${from} to ${to}${times})`,
    evidence: sayMissed(missed),
    next: null,
  };
}

export function connectionUnwatched(): Observation {
  const title = 'Our own connection is no longer watched';
  return { ...CONNECTION, ok: true, title, evidence: '', next: null };
}

const TARGETS = {
  ...CONNECTION,
  fingerprint: 'connection:targets',
  cause: 'the targets are down, or a firewall lets nothing through to them',
  policy: AT_ONCE,
} as const;

export function targetsSilent(targets: readonly Target[], errors: readonly string[]): Observation {
  return {
    ...TARGETS,
    ok: false,
    title: 'None of the connection targets answers, yet messages get through',
    evidence: `${sayErrors(targets, errors)}\nUntil one does, an outage of our own connection is not noticed.`,
    next: 'look at alerts.connection.targets: name others, which can be reached from this machine',
  };
}

export function targetsAnswer(): Observation {
  return { ...TARGETS, ok: true, title: 'A connection target answers again', evidence: '', next: null };
}

export function targetsUnwatched(): Observation {
  return { ...targetsAnswer(), title: 'The connection targets are no longer watched' };
}

function sayErrors(targets: readonly Target[], errors: readonly string[]): string {
  const lines = errors.length > 0 ? errors : targets.map(({ name }) => `${name}: no answer`);
  return [`None of ${targets.length} targets answered:`, ...lines].join('\n');
}

function sayMissed(missed: readonly Deferred[]): string {
  if (missed.length === 0) return 'Nothing else was seen failing meanwhile.';
  const checks = missed.reduce((sum, { count }) => sum + count, 0);
  const lines = missed
    .slice(0, MOST_MISSED)
    .map(({ title, count }) => `${clip(oneLine(title), LONGEST_TITLE)} (${countOf(count, 'time')})`);
  const more = missed.length - lines.length;
  return [
    `Not judged meanwhile: ${countOf(checks, 'check')} of ${countOf(missed.length, 'thing')}`,
    ...lines,
    ...(more > 0 ? [`… and ${more} more`] : []),
  ].join('\n');
}
