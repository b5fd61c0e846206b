import { bearsAll } from '../core/alert-rules.ts';
import { byWindow, type Incident, type Labels, type Mute, type Silence } from '../core/incident.ts';

type Subject = Pick<Incident, 'card' | 'fingerprint' | 'labels'>;

/** A name inside a fingerprint like `channel:ops`. */
const BETWEEN_NAMES = /[:/]/;
const LABEL = /^([a-z][a-z0-9_-]*)=(.*)$/;
const LONGEST_TARGET = 200;

/** A target as it is kept: a label's name in lower case. `null`: it can mean nothing. */
export function targetOf(text: string): string | null {
  const target = text.trim();
  if (target === '' || target.length > LONGEST_TARGET || /\p{Cc}/u.test(target)) return null;
  const [, label = '', value = ''] = /^([a-z][a-z0-9_-]*)\s*=\s*(.*)$/i.exec(target) ?? [];
  if (label === '') return target;
  return value === '' ? null : `${label.toLowerCase()}=${value}`;
}

/**
 * True where a mute's target means this incident: its card's id, its fingerprint or a pattern of that with `*`,
 * `label=value`, or a name that stands in its fingerprint or is the value of a label.
 */
export function covers(target: string, { card, fingerprint, labels }: Subject): boolean {
  if (target === card || target === fingerprint) return true;
  const [, label, value] = LABEL.exec(target) ?? [];
  if (label !== undefined && value !== undefined) return bearsAll(labels, { [label]: value });
  if (target.includes('*')) return matchesPattern(target, fingerprint);
  return fingerprint.split(BETWEEN_NAMES).includes(target) || Object.values(labels).includes(target);
}

/** `*` stands for any text. Walks the pieces between the stars, so that no pattern takes long. */
function matchesPattern(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return from <= text.length - last.length;
}

/** The window of maintenance that covers these labels now, and when it ends. `null`: none does. */
export type InMaintenance = (
  labels: Labels,
  now: number,
) => { readonly name: string; readonly until: number } | null;

/** The mute that lasts longest for an incident; `null`: it is not muted. */
export function muteOf(
  subject: Subject,
  silences: Iterable<Silence>,
  inMaintenance: InMaintenance,
  now: number,
): Mute | null {
  let longest: Mute | null = null;
  for (const { target, until, by, reason } of silences) {
    if (until <= now || until <= (longest?.until ?? 0) || !covers(target, subject)) continue;
    longest = { until, by, reason, target };
  }
  const window = inMaintenance(subject.labels, now);
  if (window === null || window.until <= (longest?.until ?? 0)) return longest;
  return { until: window.until, by: byWindow(window.name), reason: null, target: null };
}
