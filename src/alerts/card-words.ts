import type { Incident } from '../core/incident.ts';
import { sayDuration } from '../core/duration.ts';
import { COME_BACK_MS, FLAPS_FROM } from './decide.ts';
import type { Fact } from '../core/message.ts';

/** How often these were seen failing, and that they came back. */
export function saySeen(about: readonly Incident[]): string {
  const seen = about.reduce((sum, { observations }) => sum + observations, 0);
  const comebacks = about.reduce((sum, incident) => sum + incident.comebacks, 0);
  return comebacks === 0 ? times(seen) : `${times(seen)}, came back ${times(comebacks)}`;
}

/** An incident in a line, with how it is by itself. */
export function sayState({
  title,
  severity,
  observations,
  resolvedAt,
  acknowledged,
  muted,
}: Incident): string {
  if (resolvedAt !== null) return `✓ ${title}`;
  const deeds = [
    ...(muted === null ? [] : [`muted by ${muted.by}`]),
    ...(acknowledged === null ? [] : [`acknowledged by ${acknowledged.by}`]),
  ];
  return `• ${title} (${[severity, `seen ${times(observations)}`, ...deeds].join(', ')})`;
}

/** Who acknowledged and who muted; where that is not all of it, how much. */
export function sayDeeds(about: readonly Incident[]): readonly Fact[] {
  const open = about.filter(({ resolvedAt }) => resolvedAt === null);
  const taken = about.flatMap(({ acknowledged }) => acknowledged ?? []);
  const mutes = open.flatMap(({ muted }) => muted ?? []);
  const facts: Fact[] = [];
  if (taken.length > 0) {
    const by = [...new Set(taken.map((deed) => deed.by))].join(', ');
    facts.push({ label: 'Acknowledged by', text: ofAll(by, taken.length, about.length) });
    facts.push({ label: 'Acknowledged', at: Math.min(...taken.map(({ at }) => at)) });
  }
  const [first] = mutes;
  if (first === undefined) return facts;
  const why = [...new Set(mutes.map(({ by, reason }) => (reason === null ? by : `${by}: ${reason}`)))].join(
    '; ',
  );
  facts.push({ label: 'Muted by', text: ofAll(why, mutes.length, open.length) });
  // The first that ends is the first that is heard again.
  facts.push({ label: 'Muted until', at: Math.min(...mutes.map(({ until }) => until)) });
  return facts;
}

/** How it ends, where that is not just by being well once. */
export function sayEnd(about: readonly Incident[]): readonly Fact[] {
  const open = about.filter(({ resolvedAt }) => resolvedAt === null);
  if (open.some(({ comebacks }) => comebacks >= FLAPS_FROM)) {
    return [{ label: 'Flapping', text: `it is over when it has been well for ${sayDuration(COME_BACK_MS)}` }];
  }
  const quiet = open.flatMap(({ policy }) => policy.quietMs ?? []);
  if (quiet.length === 0 || quiet.length < open.length) return [];
  return [{ label: 'Ends', text: `by itself, ${sayDuration(Math.max(...quiet))} after it was last seen` }];
}

function ofAll(text: string, count: number, all: number): string {
  return count === all ? text : `${text} (${count} of ${all})`;
}

function times(count: number): string {
  if (count === 1) return 'once';
  return count === 2 ? 'twice' : `${count} times`;
}
