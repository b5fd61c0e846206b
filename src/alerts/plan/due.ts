import type { AlertRules } from '../../core/alert-rules.ts';
import { sayDuration } from '../../core/duration.ts';
import type { Card, Incident } from '../../core/incident.ts';
import { announceNothing, type AnnounceReason } from '../announce.ts';
import { justCalled, type Due } from '../due.ts';
import { onCard, type Memory } from '../memory.ts';
import { planResolve } from './resolve.ts';
import {
  changeCard,
  counted,
  inState,
  note,
  settleCard,
  withChanged,
  type Plan,
  type PlanContext,
  type Told,
} from './plan.ts';
import { sayNobody, sayStill, sayUnmuted } from '../sayings.ts';
import { muteOf } from '../silence.ts';

/** What is done about something that is due. */
export function planDue(
  memory: Memory,
  due: Due,
  rules: Pick<AlertRules, 'escalate'>,
  now: number,
  context: PlanContext,
): Plan<null> {
  switch (due.kind) {
    case 'quiet': {
      const { step } = planResolve(
        memory,
        due.incident,
        { ending: null, evidence: '', reason: 'quiet' },
        now,
      );
      return { step, result: null };
    }
    case 'silence-over':
      return { step: { unsilenced: [due.target] }, result: null };
    case 'mute-over':
      return planMuteOver(memory, due.card, now, context);
    case 'reminder': {
      const card = { ...due.card, reminders: due.card.reminders + 1 };
      const open = openOn(memory, card);
      const heard = open.filter(({ muted }) => muted === null);
      const told: Told = { change: 'still', reply: sayStill(heard, earliest(open), now) };
      return planCall(memory, card, heard, told, 'goes-on', now);
    }
    case 'escalation': {
      const { to, afterMs } = rules.escalate[due.rule] ?? { to: [], afterMs: 0 };
      const card = { ...due.card, escalated: [...due.card.escalated, due.rule] };
      const firing = openOn(memory, card).filter(({ state }) => state === 'firing');
      const reply = sayNobody(firing, sayDuration(afterMs), to);
      const told: Told = { change: 'escalated', loud: true, reply, also: to };
      return planCall(memory, card, firing, told, 'not-acknowledged-in-time', now);
    }
  }
}

/** Every incident of the card whose mute has run out and that no other mute covers is heard of again. */
function planMuteOver(memory: Memory, card: Card, now: number, context: PlanContext): Plan<null> {
  const ended = openOn(memory, card).filter(({ muted }) => muted !== null && muted.until <= now);
  const after = ended.map((incident) => {
    const muted = muteOf(incident, memory.silences.values(), context.inMaintenance, now);
    return inState({ ...incident, muted });
  });
  const heard = after.filter((each) => announceNothing(each) === null);
  const still = after.filter((each) => announceNothing(each) !== null);
  const all = withChanged(onCard(memory, card.id), after);
  if (heard.length === 0)
    return { step: { incidents: still, cards: [settleCard(card, all, now)] }, result: null };
  const telling = { ...card, tellingSince: now, reminders: 0, escalated: [] };
  const told: Told =
    card.last === null
      ? { change: 'opened', loud: heard.some(({ severity }) => severity !== 'info') }
      : { change: 'unmuted', reply: sayUnmuted(heard) };
  const { step } = planCall(memory, telling, heard, told, 'mute-over', now, all);
  return { step: { ...step, incidents: [...(step.incidents ?? []), ...still] }, result: null };
}

/** People are called about these incidents of a card. */
function planCall(
  memory: Memory,
  card: Card,
  about: readonly Incident[],
  told: Told,
  reason: AnnounceReason,
  now: number,
  all: readonly Incident[] = onCard(memory, card.id),
): Plan<null> {
  const incidents = about.map(counted);
  const detail = told.reply?.title ?? '';
  return {
    step: {
      incidents,
      cards: [changeCard(justCalled(card, now), withChanged(all, incidents), told, now, memory)],
      notes: incidents.map(({ id }) => note(id, now, 'told', reason, detail)),
    },
    result: null,
  };
}

function openOn(memory: Memory, card: Card): readonly Incident[] {
  return onCard(memory, card.id).filter(({ resolvedAt }) => resolvedAt === null);
}

function earliest(incidents: readonly Incident[]): number {
  return Math.min(...incidents.map(({ startedAt }) => startedAt));
}
