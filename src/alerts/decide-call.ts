import { HOUR_MS } from '../core/duration.ts';
import type { Card, Incident } from '../core/incident.ts';
import { FLAPS_FROM, isWorse, worst } from './decide.ts';
import type { Told } from './plan/plan.ts';
import { sayAgain, sayAlso, sayUnmuted, sayWorse } from './sayings.ts';

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
  | 'mute-ended-early'
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
  if (hushed !== null) return unseen(card, hushed);
  const loud = incident.severity !== 'info';
  if (card.last === null) return call('new', { change: 'opened', loud });
  const open = others.filter(({ resolvedAt }) => resolvedAt === null);
  if (open.length === 0)
    return call('same-cause-again', { change: 'joined', loud, reply: sayAlso(incident) });
  const firing = firingOf(open);
  if (firing.length === 0) {
    return call('joined-acknowledged', { change: 'joined', loud, reply: sayAlso(incident) });
  }
  return isWorseThan(firing, incident)
    ? call('severity-rose', { change: 'worse', loud, reply: sayWorse(incident) })
    : call('shares-a-card', { change: 'joined', loud });
}

/** Who is called where a known incident fails again. `card` and `others` are as they were before. */
export function callForFailing(
  card: Card,
  incident: Incident,
  others: readonly Incident[],
  { action, wasMuted }: { readonly action: 'come-back' | 'worsen' | 'note'; readonly wasMuted: boolean },
  now: number,
): Call {
  const hushed = hushOf(incident);
  if (hushed !== null) return action === 'come-back' ? unseen(card, hushed) : hushed;
  if (card.last === null) return callForOpen(card, incident, others);
  const loud = incident.severity !== 'info';
  if (wasMuted)
    return call('mute-ended-early', { change: 'unmuted', loud, reply: sayUnmuted([incident], now) });
  if (action === 'come-back') {
    if (incident.comebacks >= FLAPS_FROM) return call('flapping', { change: 'came-back' });
    return card.resolvedAt === null
      ? callForOpen(card, incident, others)
      : call('failing-again-soon', { change: 'came-back', loud, reply: sayAgain(incident) });
  }
  if (action === 'worsen' && isWorseThan(firingOf(others), incident)) {
    return call('severity-rose', { change: 'worse', loud, reply: sayWorse(incident) });
  }
  const reason = incident.acknowledged === null ? 'already-told' : 'acknowledged';
  const due = now - card.last.at >= REFRESH_MS || isPowerOfTwo(incident.observations);
  return call(reason, due || action === 'worsen' ? { change: 'seen-again' } : null);
}

/** What the chats show as over must not fail unseen, though nobody is called. */
function unseen(card: Card, hushed: Call): Call {
  return card.last !== null && card.resolvedAt !== null ? { ...hushed, told: { change: 'muted' } } : hushed;
}

/** What people are busy with: what is muted or taken on by somebody keeps nobody from being called about the rest. */
function firingOf(others: readonly Incident[]): readonly Incident[] {
  return others.filter(({ state }) => state === 'firing');
}

function isWorseThan(firing: readonly Incident[], { severity }: Incident): boolean {
  return firing.length === 0 || isWorse(severity, worst(firing.map((each) => each.severity)));
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
