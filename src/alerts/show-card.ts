import type { ShownCard } from '../core/alerts.ts';
import { clip } from '../core/clip.ts';
import { sayDuration } from '../core/duration.ts';
import type { Card, Incident } from '../core/incident.ts';
import type { Button, Fact } from '../core/message.ts';
import { sayDeeds, sayEnd, saySeen, sayState } from './card-words.ts';
import { sayRule } from './due.ts';
import { worst } from './decide.ts';
import { earliest, presentOn } from './present.ts';
import { evidenceOf, subjectOf, titleOf } from './sayings.ts';

const EVIDENCE = 1_000;
const LINE = 200;
const LISTED = 10;
const STEPS = 3;
/** Bytes of a button's action at most (Telegram). */
const ACTION_BYTES = 64;

/** A card as people see it. The same card gives the same text, whenever it is shown. */
export function showCard(card: Card, incidents: readonly Incident[]): ShownCard {
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === null);
  const about = presentOn(card, incidents);
  const status = statusOf(open);
  return {
    message: {
      title: headingOf(card, about),
      facts: factsOf(card, about, status === 'resolved'),
      body: bodyOf(incidents, about),
      link: null,
    },
    severity: worst(about.map(({ severity }) => severity)),
    status,
    buttons: buttonsOf(card, open, status),
  };
}

function statusOf(open: readonly Incident[]): ShownCard['status'] {
  if (open.length === 0) return 'resolved';
  if (open.some(({ state }) => state === 'firing')) return 'firing';
  return open.every(({ state }) => state === 'muted') ? 'muted' : 'acknowledged';
}

function headingOf({ cause }: Card, about: readonly Incident[]): string {
  const [first] = about;
  if (about.length > 1) return `${about.length} problems, one likely cause (${cause}): ${subjectOf(about)}`;
  return first?.resolvedAt === null ? first.title : (titleOf(first?.ending ?? null) ?? first?.title ?? cause);
}

function factsOf(card: Card, about: readonly Incident[], over: boolean): readonly Fact[] {
  const since = earliest(about);
  const causes = [...new Set(about.flatMap(({ cause }) => cause ?? []))];
  const steps = [...new Set(about.flatMap(({ next }) => next ?? []))];
  return [
    { label: 'Since', at: since },
    ...(over && card.resolvedAt !== null
      ? [
          { label: 'Until', at: card.resolvedAt },
          { label: 'Lasted', text: sayDuration(card.resolvedAt - since) },
        ]
      : []),
    { label: 'Severity', text: worst(about.map(({ severity }) => severity)) },
    { label: 'Seen', text: saySeen(about) },
    ...(causes.length === 0 ? [] : [{ label: 'Likely cause', text: causes.join('; ') }]),
    ...(over || steps.length === 0 ? [] : [{ label: 'Do next', text: steps.slice(0, STEPS).join('; ') }]),
    ...sayDeeds(about),
    ...(over ? [] : sayEnd(about)),
    ...(over || card.escalation.done.length === 0
      ? []
      : [{ label: 'Escalated', text: card.escalation.done.map(sayRule).join('; ') }]),
    { label: 'Incident', text: card.id },
  ];
}

/** What was seen; of several incidents, each in a line with how it is by itself. */
function bodyOf(all: readonly Incident[], about: readonly Incident[]): string {
  const [first] = about;
  if (about.length === 1 || first === undefined) return clip(seenOf(first ?? null), EVIDENCE);
  const openFirst = all.toSorted((a, b) => Number(a.resolvedAt !== null) - Number(b.resolvedAt !== null));
  const lines = openFirst.slice(0, LISTED).map((incident) => clip(sayState(incident), LINE));
  const more = all.length > LISTED ? [`… and ${all.length - LISTED} more`] : [];
  return [...lines, ...more].join('\n');
}

/** Of what is over, what was seen at its end; what was seen before is in its trace. */
function seenOf(incident: Incident | null): string {
  if (incident === null) return '';
  return incident.resolvedAt === null ? incident.evidence : evidenceOf(incident.ending);
}

/** What can be pressed; each action is the command line that it stands for. */
function buttonsOf(card: Card, open: readonly Incident[], status: ShownCard['status']): readonly Button[] {
  const trace: Button = { label: 'Trace', action: `trace ${card.id}` };
  if (status === 'resolved') return [trace];
  const unclaimed = open.some(({ acknowledged }) => acknowledged === null);
  const rerun = open.find((incident) => incident.rerun !== null)?.rerun ?? null;
  const again: Button = { label: 'Run again', action: `run ${rerun ?? ''}` };
  return [
    ...(unclaimed ? [{ label: 'Acknowledge', action: `ack ${card.id}` }] : []),
    ...(status === 'muted' ? unmuteOf(open) : [{ label: 'Mute 1 h', action: `mute ${card.id} 1h` }]),
    ...(rerun !== null && bytesOf(again.action) <= ACTION_BYTES ? [again] : []),
    trace,
  ];
}

/** The mute of the first of them; maintenance ends by itself. */
function unmuteOf(open: readonly Incident[]): readonly Button[] {
  const target = open.find(({ muted }) => muted !== null)?.muted?.target ?? null;
  const action = `unmute ${target ?? ''}`;
  return target !== null && bytesOf(action) <= ACTION_BYTES ? [{ label: 'Unmute', action }] : [];
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
