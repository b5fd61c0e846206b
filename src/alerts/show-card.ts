import type { ShownCard } from '../core/alerts.ts';
import { clip } from '../core/clip.ts';
import { sayDuration } from '../core/duration.ts';
import type { Card, Incident } from '../core/incident.ts';
import type { Button, Fact } from '../core/message.ts';
import { worst } from './decide.ts';
import { subjectOf } from './sayings.ts';

const EVIDENCE = 1_000;
const LISTED = 10;
/** Bytes of a button's action at most (Telegram). */
const ACTION_BYTES = 64;

/** A card as people see it. The same card gives the same text, whenever it is shown. */
export function showCard(card: Card, incidents: readonly Incident[]): ShownCard {
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === null);
  const about = open.length > 0 ? open : incidents;
  const status = statusOf(open);
  return {
    message: {
      title: titleOf(card, about),
      facts: factsOf(card, incidents, about),
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

function titleOf({ cause }: Card, about: readonly Incident[]): string {
  const [first] = about;
  if (about.length > 1) return `${about.length} problems, one likely cause (${cause}): ${subjectOf(about)}`;
  return first?.resolvedAt === null ? first.title : (first?.ending ?? first?.title ?? cause);
}

function factsOf(card: Card, all: readonly Incident[], about: readonly Incident[]): readonly Fact[] {
  const since = Math.min(...about.map(({ startedAt }) => startedAt));
  const seen = about.reduce((sum, { observations }) => sum + observations, 0);
  const comebacks = about.reduce((sum, incident) => sum + incident.comebacks, 0);
  const causes = [...new Set(about.flatMap(({ cause }) => cause ?? []))];
  const steps = [...new Set(about.flatMap(({ next }) => next ?? []))];
  const over = card.resolvedAt !== null && about.every(({ resolvedAt }) => resolvedAt !== null);
  const came = comebacks === 0 ? '' : `, came back ${comebacks} times`;
  return [
    { label: 'Since', at: since },
    ...(over && card.resolvedAt !== null
      ? [
          { label: 'Until', at: card.resolvedAt },
          { label: 'Lasted', text: sayDuration(card.resolvedAt - since) },
        ]
      : []),
    { label: 'Severity', text: worst(about.map(({ severity }) => severity)) },
    { label: 'Seen', text: `${seen === 1 ? 'once' : `${seen} times`}${came}` },
    ...(causes.length === 0 ? [] : [{ label: 'Likely cause', text: causes.join('; ') }]),
    ...(over || steps.length === 0 ? [] : [{ label: 'Do next', text: steps.slice(0, 3).join('; ') }]),
    ...deedsOf(about),
    { label: 'Incident', text: all[0]?.card ?? card.id },
  ];
}

/** Who acknowledged or muted it, each once. */
function deedsOf(about: readonly Incident[]): readonly Fact[] {
  const facts: Fact[] = [];
  const by = [...new Set(about.flatMap(({ acknowledged }) => acknowledged?.by ?? []))];
  const at = about.flatMap(({ acknowledged }) => acknowledged?.at ?? []);
  if (by.length > 0) {
    facts.push(
      { label: 'Acknowledged by', text: by.join(', ') },
      { label: 'Acknowledged', at: Math.min(...at) },
    );
  }
  const mutes = about.flatMap(({ muted }) => muted ?? []);
  const [first] = mutes;
  if (first !== undefined) {
    const why = first.reason === null ? '' : `: ${first.reason}`;
    facts.push({ label: 'Muted by', text: `${first.by}${why}` });
    facts.push({ label: 'Muted until', at: Math.max(...mutes.map(({ until }) => until)) });
  }
  return facts;
}

function bodyOf(all: readonly Incident[], about: readonly Incident[]): string {
  const [first] = about;
  if (all.length === 1 || first === undefined) return clip(first?.evidence ?? '', EVIDENCE);
  const lines = all.map(({ title, severity, observations, resolvedAt }) =>
    resolvedAt === null ? `• ${title} (${severity}, seen ${observations} times)` : `✓ ${title}`,
  );
  const more = lines.length > LISTED ? [`… and ${lines.length - LISTED} more`] : [];
  return [...lines.slice(0, LISTED).map((line) => clip(line, 160)), ...more].join('\n');
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
    ...(status === 'muted' ? [] : [{ label: 'Mute 1 h', action: `mute ${card.id} 1h` }]),
    ...(rerun !== null && bytesOf(again.action) <= ACTION_BYTES ? [again] : []),
    trace,
  ];
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
