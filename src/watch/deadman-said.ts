import { sayAgo } from '../core/duration.ts';
import type { Observation } from '../core/incident.ts';
import { AT_ONCE } from './policies.ts';

/** How the pings are doing. Nothing here tells where they go: who knows that can send one. */
export interface PingTrouble {
  /** Periods in a row without a ping that arrived. */
  readonly periods: number;
  readonly detail: string;
  /** `null`: none has arrived since the start. */
  readonly lastGoodAt: number | null;
}

const DEADMAN = {
  fingerprint: 'deadman',
  source: 'pithead',
  severity: 'warning',
  labels: {},
  // A ping that fails while our own connection is down says nothing about the other side.
  remote: true,
  rerun: 'deadman',
  except: [],
  policy: AT_ONCE,
} as const;

export function pingsFail({ periods, detail, lastGoodAt }: PingTrouble, now: number): Observation {
  const last =
    lastGoodAt === null ? 'none has arrived since the start' : `the last arrived ${sayAgo(lastGoodAt, now)}`;
  return {
    ...DEADMAN,
    ok: false,
    title: "The dead man's switch gets no pings",
    evidence: `${periods} periods in a row failed (${detail}); ${last}.`,
    cause: detail.startsWith('status 4')
      ? 'the check was deleted there, or its address is mistyped'
      : "the service is down, or can't be reached from here",
    next: 'it will say that Pithead is dead, which it is not: look at the check there, then at `alerts.deadman.url`',
  };
}

export function pingsArrive(): Observation {
  return over("The dead man's switch gets pings again");
}

export function pingsUnconfigured(): Observation {
  return over("The dead man's switch is no longer configured");
}

function over(title: string): Observation {
  return { ...DEADMAN, ok: true, title, evidence: '', cause: null, next: null };
}
