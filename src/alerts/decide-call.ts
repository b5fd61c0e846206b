import { HOUR_MS } from '../core/duration.ts';
import type { Card, Incident } from '../core/incident.ts';
import { FLAPS_FROM, isWorse, worst } from './decide.ts';
import type { Told } from './plan/plan.ts';
import { sayAgain, sayAlso, sayWorse } from './sayings.ts';

/** Why people are called, or are not. */
export type CallReason =
  | 'new'
  | 'severity-rose'
  | 'failing-again-soon'
  | 'same-cause-again'
  | 'joined-acknowledged'
  | 'shares-a-card'
  | 'already-told'
  | 'acknowledged'
  | 'flapping'
  | 'muted'
  | 'told-when-over'
  | 'mute-over'
  | 'not-acknowledged-in-time'
  | 'goes-on'
  | 'over'
  | 'never-told';

export interface Call {
  /** `null`: the card stays as it is in the chats. Without a reply it changes and nobody is called. */
  readonly told: Told | null;
  readonly reason: CallReason;
  readonly detail: string;
}

/** A card that changed in nothing but numbers is brought up to date so often. */
const REFRESH_MS = HOUR_MS;

/** Who is called about a new incident. `card` and `others`, what else stands on it, are as they were before. */
export function callForOpen(card: Card, incident: Incident, others: readonly Incident[]): Call {
  const hushed = hushOf(incident);
  if (hushed !== null) return hushed;
  const loud = incident.severity !== 'info';
  if (card.last === null) return call('new', { change: 'opened', loud });
  const open = others.filter(({ resolvedAt }) => resolvedAt === null);
  if (open.length === 0)
    return call('same-cause-again', { change: 'joined', loud, reply: sayAlso(incident) });
  if (isWorse(incident.severity, worst(open.map(({ severity }) => severity)))) {
    return call('severity-rose', { change: 'worse', loud, reply: sayWorse(incident) });
  }
  return open.every(({ state }) => state !== 'firing')
    ? call('joined-acknowledged', { change: 'joined', loud, reply: sayAlso(incident) })
    : call('shares-a-card', { change: 'joined', loud });
}

/** Who is called where a known incident fails again. `card` and `others` are as they were before. */
export function callForFailing(
  card: Card,
  incident: Incident,
  others: readonly Incident[],
  action: 'come-back' | 'worsen' | 'note',
  now: number,
): Call {
  const hushed = hushOf(incident);
  // What the chats show as over must not fail unseen.
  if (hushed !== null && action === 'come-back' && card.last !== null && card.resolvedAt !== null) {
    return { ...hushed, told: { change: 'muted' } };
  }
  if (hushed !== null) return hushed;
  if (card.last === null) return callForOpen(card, incident, others);
  const loud = incident.severity !== 'info';
  if (action === 'come-back') {
    if (incident.comebacks >= FLAPS_FROM) return call('flapping', { change: 'came-back' });
    return card.resolvedAt === null
      ? callForOpen(card, incident, others)
      : call('failing-again-soon', { change: 'came-back', loud, reply: sayAgain(incident) });
  }
  const open = others.filter(({ resolvedAt }) => resolvedAt === null);
  if (action === 'worsen' && isWorse(incident.severity, worst(open.map(({ severity }) => severity)))) {
    return call('severity-rose', { change: 'worse', loud, reply: sayWorse(incident) });
  }
  const reason = incident.acknowledged === null ? 'already-told' : 'acknowledged';
  const due = now - card.last.at >= REFRESH_MS || isPowerOfTwo(incident.observations);
  return call(reason, due || action === 'worsen' ? { change: 'seen-again' } : null);
}

/** Why nobody may hear of it; `null`: people may. */
export function hushOf({ muted, policy }: Incident): Call | null {
  if (policy.tell === 'when-over') return call('told-when-over', null, 'nobody can be reached meanwhile');
  if (muted === null) return null;
  return call('muted', null, `by ${muted.by} until ${new Date(muted.until).toISOString()}`);
}

export function call(reason: CallReason, told: Told | null, detail = ''): Call {
  return { told, reason, detail };
}

/** True where this change calls people; else the card changes in silence, if at all. */
export function isCall(told: Told | null): boolean {
  return told !== null && (told.change === 'opened' || (told.reply ?? null) !== null);
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
