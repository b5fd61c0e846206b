import { clip, oneLine } from '../core/clip.ts';
import { sayDuration } from '../core/duration.ts';
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
    `Told in ${to.join(', ')}, too.`,
    false,
  );
}

export function sayUnmuted(open: readonly Incident[]): CardReply {
  const info = open.every(({ severity }) => severity === 'info');
  return under(`The mute is over and it still fails: ${subjectOf(open)}`, '', info);
}

/** `all`: every incident of the card; `said` and `evidence`: of the end of its last one. */
export function sayResolved(
  all: readonly Incident[],
  said: string | null,
  evidence: string,
  lastedMs: number,
): CardReply {
  const lasted = sayDuration(lastedMs);
  const ending = all.length === 1 ? said : null;
  const title = ending ?? `Resolved after ${lasted}: ${subjectOf(all)}`;
  return under(title, ending === null ? '' : joined(`It lasted ${lasted}.`, evidence), true);
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
