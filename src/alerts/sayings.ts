import { clip, oneLine } from '../core/clip.ts';
import { sayAgo, sayDuration } from '../core/duration.ts';
import { FLAPS_FROM } from './decide.ts';
import type { CardReply, Incident } from '../core/incident.ts';

const TITLE = 200;
const EVIDENCE = 400;

/** The short messages under a card. An edit pings nobody; these do. */
function under(title: string, body: string, silent: boolean): CardReply {
  return { title: clip(oneLine(title), TITLE), body: clip(body, EVIDENCE), silent };
}

export function sayWorse({ severity, title, evidence }: Incident): CardReply {
  return under(`It got worse, now ${severity}: ${title}`, evidence, false);
}

export function sayAgain({ title, evidence, severity }: Incident): CardReply {
  return under(`Again: ${title}`, evidence, severity === 'info');
}

export function sayAlso({ title, evidence }: Incident): CardReply {
  return under(`Also failing now: ${title}`, evidence, false);
}

/** `since`: when the first of them began. */
export function sayStill(open: readonly Incident[], since: number, now: number): CardReply {
  const lasts = sayDuration(now - since);
  const critical = open.some(
    ({ severity, acknowledged }) => severity === 'critical' && acknowledged === null,
  );
  const goesOn = open.every(({ comebacks }) => comebacks >= FLAPS_FROM) ? 'flapping' : 'failing';
  return under(`Still ${goesOn} after ${lasts}: ${subjectOf(open)}`, sayWho(open), !critical);
}

function sayWho(open: readonly Incident[]): string {
  const taken = open.filter(({ acknowledged }) => acknowledged !== null);
  if (taken.length === 0)
    return open.length > 1 ? 'Nobody has acknowledged any of it.' : 'Nobody has acknowledged it.';
  const by = [...new Set(taken.flatMap(({ acknowledged }) => acknowledged?.by ?? []))].join(', ');
  return taken.length === open.length
    ? `Acknowledged by ${by}.`
    : `${by} acknowledged ${taken.length} of ${open.length}; nobody the rest.`;
}

/** `after`: how long nobody acknowledged it; `to`: who is told besides now. */
export function sayNobody(firing: readonly Incident[], after: string, to: readonly string[]): CardReply {
  return under(
    `Nobody has acknowledged it for ${after}: ${subjectOf(firing)}`,
    `Escalated to ${to.join(', ')}.`,
    false,
  );
}

export function sayUnmuted(open: readonly Incident[], now: number): CardReply {
  const info = open.every(({ severity }) => severity === 'info');
  const seen = sayAgo(Math.max(...open.map(({ lastSeenAt }) => lastSeenAt)), now);
  return under(
    `The mute is over and it is still open: ${subjectOf(open)}`,
    `Last seen failing ${seen}.`,
    info,
  );
}

/** `all`: every incident of the card; `ending`: of the last one. */
export function sayResolved(all: readonly Incident[], ending: string | null, lastedMs: number): CardReply {
  const lasted = sayDuration(lastedMs);
  const said = all.length === 1 ? ending : null;
  const title = titleOf(said) ?? `Resolved after ${lasted}: ${subjectOf(all)}`;
  return under(title, said === null ? '' : joined(`It lasted ${lasted}.`, evidenceOf(said)), true);
}

/** What was said of an end, in its first line. */
export function titleOf(ending: string | null): string | null {
  return ending?.split('\n', 1)[0] ?? null;
}

/** What was seen at an end, from its second line on. */
export function evidenceOf(ending: string | null): string {
  return ending?.split('\n').slice(1).join('\n') ?? '';
}

/** What several incidents are called together. */
export function subjectOf(incidents: readonly Incident[]): string {
  const [first] = incidents;
  if (first === undefined) return 'nothing';
  return incidents.length === 1 ? first.title : `${first.title} and ${incidents.length - 1} more`;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
