import { sayDuration } from '../../core/duration.ts';
import type { Card, Incident } from '../../core/incident.ts';
import { hushOf, isCall, type CallReason } from '../decide-call.ts';
import { ruleKey, type Due } from '../due.ts';
import { called, heardFrom } from '../telling.ts';
import { onCard, type Memory } from '../memory.ts';
import { earliest } from '../present.ts';
import { sayNobody, sayStill, sayUnmuted } from '../sayings.ts';
import {
  changeCard,
  counted,
  muteAnew,
  note,
  settleCard,
  withChanged,
  type Plan,
  type PlanContext,
  type Told,
} from './plan.ts';
import { planResolve } from './resolve.ts';

/** What is done about something that is due. */
export function planDue(memory: Memory, due: Due, now: number, context: PlanContext): Plan<null> {
  switch (due.kind) {
    case 'quiet':
    case 'settled': {
      const reason = due.kind === 'quiet' ? 'quiet' : 'recovered';
      const { step } = planResolve(memory, due.incident, { ending: null, reason }, now);
      // As with each end, what was seen before it counts no more.
      const watched = [{ fingerprint: due.incident.fingerprint, recent: [], at: now }];
      return { step: { ...step, watched }, result: null };
    }
    case 'silence-over':
      return { step: { unsilenced: [due.target] }, result: null };
    case 'mute-over':
      return planMuteOver(memory, due.card, now, context);
    case 'reminder':
      return planReminder(memory, due.card, now, context);
    case 'escalation':
      return planEscalation(memory, due, now, context);
  }
}

function planReminder(memory: Memory, due: Card, now: number, context: PlanContext): Plan<null> {
  const card = { ...due, reminders: due.reminders + 1 };
  const open = openOn(memory, card, now, context);
  const heard = open.filter((each) => hushOf(each) === null);
  const told: Told = { change: 'still', reply: sayStill(heard, earliest(open), now) };
  return planCall(memory, card, { about: heard, told, reason: 'goes-on', open }, now);
}

function planEscalation(
  memory: Memory,
  { card: due, rule }: Extract<Due, { kind: 'escalation' }>,
  now: number,
  context: PlanContext,
): Plan<null> {
  const { since, done } = due.escalation;
  const card = { ...due, escalation: { since, done: [...done, ruleKey(rule)] } };
  const open = openOn(memory, card, now, context);
  const firing = open.filter((each) => each.state === 'firing' && hushOf(each) === null);
  const reply = sayNobody(firing, sayDuration(rule.afterMs), rule.to);
  const told: Told = { change: 'escalated', loud: true, reply, also: rule.to };
  return planCall(memory, card, { about: firing, told, reason: 'not-acknowledged-in-time', open }, now);
}

/** Every incident of the card whose mute has run out and that no other mute covers is heard of again. */
function planMuteOver(memory: Memory, card: Card, now: number, context: PlanContext): Plan<null> {
  const before = onCard(memory, card.id).filter(({ resolvedAt }) => resolvedAt === null);
  const ended = before.filter(({ muted }) => muted !== null && muted.until <= now);
  const open = ended.map((incident) => muteAnew(incident, memory, now, context));
  const heard = open.filter((each) => hushOf(each) === null);
  const told = toldAfterMute(card, heard, now);
  // What was heard all the while keeps its clocks.
  const anew = heard.length > 0 && before.every((each) => hushOf(each) !== null);
  const telling = anew ? heardFrom(card, now) : card;
  return planCall(memory, telling, { about: heard, told, reason: 'mute-over', open }, now);
}

/** Who has taken it on knows: the card changes, and nobody is called. */
function toldAfterMute(card: Card, heard: readonly Incident[], now: number): Told {
  const news = heard.filter(({ acknowledged }) => acknowledged === null);
  if (card.last === null) return { change: 'opened', loud: news.some(({ severity }) => severity !== 'info') };
  return { change: 'unmuted', reply: news.length === 0 ? null : sayUnmuted(news, now) };
}

interface CallAbout {
  readonly about: readonly Incident[];
  readonly told: Told;
  readonly reason: CallReason;
  /** Open incidents as they are now, those among them that are muted included. */
  readonly open: readonly Incident[];
}

/** People are called about these incidents of a card; where there are none any more, nobody is. */
function planCall(
  memory: Memory,
  card: Card,
  { about, told, reason, open }: CallAbout,
  now: number,
): Plan<null> {
  const before = onCard(memory, card.id);
  if (about.length === 0) {
    const all = withChanged(before, open);
    const hushed = open.map((each) => note(each.id, now, 'suppressed', hushOf(each)?.reason ?? reason));
    return { step: { incidents: open, cards: [settleCard(card, all, now)], notes: hushed }, result: null };
  }
  const calling = isCall(told);
  const counting = calling ? about.map(counted) : about;
  const incidents = withChanged(open, counting);
  const step = calling ? 'told' : 'suppressed';
  const notes = counting.map(({ id }) => note(id, now, step, reason, told.reply?.title ?? ''));
  const all = withChanged(before, incidents);
  return {
    step: {
      incidents,
      cards: [changeCard(calling ? called(card, now) : card, all, told, now, memory)],
      notes,
    },
    result: null,
  };
}

/** What is open on a card, with maintenance that has begun meanwhile. */
function openOn(memory: Memory, card: Card, now: number, context: PlanContext): readonly Incident[] {
  return onCard(memory, card.id)
    .filter(({ resolvedAt }) => resolvedAt === null)
    .map((incident) => muteAnew(incident, memory, now, context));
}
