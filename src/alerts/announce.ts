import { HOUR_MS } from '../core/duration.ts';
import type { Card, Incident } from '../core/incident.ts';
import { FLAPS_FROM, isWorse } from './decide.ts';
import type { Told } from './plan/plan.ts';
import { sayAgain, sayAlso, sayWorse } from './sayings.ts';

/** Why people are called, or are not. */
export type AnnounceReason =
  | 'new'
  | 'severity-rose'
  | 'failing-again-soon'
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

export interface Announced {
  /** `null`: the card stays as it is in the chats. Without a reply it changes and nobody is called. */
  readonly told: Told | null;
  readonly reason: AnnounceReason;
  readonly detail: string;
}

/** A card that changed in nothing but numbers is brought up to date so often. */
const REFRESH_MS = HOUR_MS;

/** How a new incident is told. `others`: what else stands on its card. */
export function announceOpen(card: Card, incident: Incident, others: readonly Incident[]): Announced {
  const hushed = announceNothing(incident);
  if (hushed !== null) return hushed;
  const loud = incident.severity !== 'info';
  if (card.last === null) return { told: { change: 'opened', loud }, reason: 'new', detail: '' };
  if (isWorse(incident.severity, card.severity)) {
    return {
      told: { change: 'worse', loud, reply: sayWorse(incident) },
      reason: 'severity-rose',
      detail: '',
    };
  }
  const open = others.filter(({ resolvedAt }) => resolvedAt === null);
  if (open.length > 0 && open.every(({ state }) => state !== 'firing')) {
    return {
      told: { change: 'joined', loud, reply: sayAlso(incident) },
      reason: 'joined-acknowledged',
      detail: '',
    };
  }
  return { told: { change: 'joined', loud }, reason: 'shares-a-card', detail: '' };
}

/** How it is told that a known incident fails again. `card` and `others` are as they were before. */
export function announceFailing(
  card: Card,
  incident: Incident,
  others: readonly Incident[],
  action: 'come-back' | 'worsen' | 'note',
  now: number,
): Announced {
  const hushed = announceNothing(incident);
  if (hushed !== null) return hushed;
  if (card.last === null) return announceOpen(card, incident, others);
  if (action === 'come-back') {
    if (incident.comebacks >= FLAPS_FROM)
      return { told: { change: 'came-back' }, reason: 'flapping', detail: '' };
    if (card.resolvedAt === null) return announceOpen(card, incident, others);
    const loud = incident.severity !== 'info';
    return {
      told: { change: 'came-back', loud, reply: sayAgain(incident) },
      reason: 'failing-again-soon',
      detail: '',
    };
  }
  if (action === 'worsen' && isWorse(incident.severity, card.severity)) {
    return {
      told: { change: 'worse', loud: true, reply: sayWorse(incident) },
      reason: 'severity-rose',
      detail: '',
    };
  }
  const reason = incident.acknowledged === null ? 'already-told' : 'acknowledged';
  const due = now - card.last.at >= REFRESH_MS || isPowerOfTwo(incident.observations);
  return { told: due || action === 'worsen' ? { change: 'seen-again' } : null, reason, detail: '' };
}

/** `null`: people may hear of it. */
export function announceNothing({ muted, policy }: Incident): Announced | null {
  if (policy.tell === 'when-over') {
    return { told: null, reason: 'told-when-over', detail: 'nobody can be reached meanwhile' };
  }
  if (muted === null) return null;
  const detail = `by ${muted.by} until ${new Date(muted.until).toISOString()}`;
  return { told: null, reason: 'muted', detail };
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
