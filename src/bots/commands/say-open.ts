import { countOf } from '../../core/count-of.ts';
import { SEVERITIES } from '../../core/event.ts';
import type { IncidentView } from '../../core/incident-views.ts';

/** So many are read; beyond, the count is told as `100 incidents or more`. */
export const READ = 100;

/** How many of these are open: `2 incidents are open, 1 of them muted`. `none`: what is said where none is. */
export function sayHowMany(open: readonly IncidentView[], none: string): string {
  if (open.length === 0) return none;
  const muted = open.filter(({ state }) => state === 'muted').length;
  const many = open.length < READ ? countOf(open.length, 'incident') : `${READ} incidents or more`;
  const said = `${many} ${open.length === 1 ? 'is' : 'are'} open`;
  if (muted === 0) return said;
  return open.length === 1 ? `${said}, but muted` : `${said}, ${muted} of them muted`;
}

/** What nobody muted comes first, then the worst; what came last before what came earlier. */
export function worstFirst(open: readonly IncidentView[]): readonly IncidentView[] {
  return open.toSorted((a, b) => urgency(b) - urgency(a));
}

function urgency({ state, severity }: IncidentView): number {
  return SEVERITIES.indexOf(severity) - (state === 'muted' ? SEVERITIES.length : 0);
}
