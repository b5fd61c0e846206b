import { HOUR_MS, MINUTE_MS, SECOND_MS, sayAgo, sayDuration } from '../core/duration.ts';
import type { Observation, ObservationPolicy } from '../core/incident.ts';
import { AT_ONCE } from './policies.ts';
import { NOISY_COUNT, NOISY_MS, type SourceState } from './source-state.ts';
import { verifyCause } from './verify-causes.ts';

export const ASPECTS = ['silent', 'verification', 'noisy'] as const;
export type SourceAspect = (typeof ASPECTS)[number];

/** Failed verifications and noise are over when they stop, too. */
const POLICIES: { readonly [Aspect in SourceAspect]: ObservationPolicy } = {
  silent: AT_ONCE,
  verification: { ...AT_ONCE, quietMs: HOUR_MS },
  noisy: { ...AT_ONCE, quietMs: 30 * MINUTE_MS },
};

/** What an observation of a source says besides what all of them have in common. */
type Said = Pick<Observation, 'title' | 'evidence' | 'cause' | 'next' | 'since'>;

function sourceFingerprint(name: string, aspect: SourceAspect): string {
  return `source:${name}:${aspect}`;
}

/** What is known of a source that has sent nothing for longer than it should. Times are epoch milliseconds. */
export interface Silence {
  readonly expectMs: number;
  /** `null`: it has never sent anything. */
  readonly lastEventAt: number | null;
  /** From when the silence counts. */
  readonly since: number;
  /** Of this process, which may have been away before. */
  readonly startedAt: number;
}

export function sourceSilent(
  name: string,
  { expectMs, lastEventAt, since, startedAt }: Silence,
  now: number,
): Observation {
  const every = sayDuration(expectMs);
  const seen =
    lastEventAt === null
      ? `Nothing has come from it yet; something is expected every ${every}.`
      : `Its last event came ${sayAgo(lastEventAt, now)}. One is expected every ${every} at least.`;
  const away =
    now - startedAt < expectMs
      ? ` Pithead itself was started ${sayAgo(startedAt, now)}: it saw nothing of what was sent before.`
      : '';
  return observation(name, 'silent', false, {
    title: `${name} has sent nothing for ${sayDuration(now - since)}`,
    since: since + expectMs,
    evidence: `${seen}${away}`,
    cause:
      "the sender stopped or was switched off, or its requests don't reach us (tunnel, DNS, certificate)",
    next: `look at the sender's log of deliveries, then at the tunnel; /events ${name} shows what came`,
  });
}

export function sourceSilenceOver(name: string, why: string): Observation {
  return over(name, 'silent', `${name} ${why}`);
}

export function verificationFails(name: string, state: SourceState): Observation {
  const reasons = [...state.reasons].map(([reason, count]) => `${reason}: ${count}`);
  return observation(name, 'verification', false, {
    title: `${name}: ${state.row} requests in a row failed verification`,
    evidence: [
      `Within ${sayDuration(Math.max(SECOND_MS, state.failedAt - state.rowSince))}, with no accepted one between:`,
      ...reasons,
      `Last from ${state.addresses.toReversed().join(', ')}`,
    ].join('\n'),
    cause: verifyCause(state.reasons),
    next: `/trace ${state.requestId ?? 'REQUEST_ID'} says more of the last one; "npx pithead verify" tries a secret`,
  });
}

export function verificationWorks(name: string): Observation {
  return over(name, 'verification', `${name}: requests are verified again`);
}

export function sourceNoisy(name: string, state: SourceState): Observation {
  return observation(name, 'noisy', false, {
    title: `${name} sends more than its limit allows`,
    evidence: `${state.limited - state.limitedTold} requests were refused by it lately; ${NOISY_COUNT} within ${sayDuration(NOISY_MS)} are too many.`,
    cause: 'the sender repeats itself, the limit is too low for it, or somebody floods',
    next: 'look at the addresses in the log ("reason":"rate_limited"); then raise `limit` of the source, or set `allow`',
  });
}

/** For what was told of a source that is no longer configured. */
export function sourceGone(name: string, aspect: SourceAspect): Observation {
  return over(name, aspect, `${name} is no longer configured`);
}

function over(name: string, aspect: SourceAspect, title: string): Observation {
  return observation(name, aspect, true, { title, evidence: '', cause: null, next: null });
}

function observation(name: string, aspect: SourceAspect, ok: boolean, said: Said): Observation {
  return {
    fingerprint: sourceFingerprint(name, aspect),
    source: 'pithead',
    ok,
    severity: 'warning',
    labels: { source: name },
    remote: false,
    rerun: null,
    except: [],
    policy: POLICIES[aspect],
    ...said,
  };
}
