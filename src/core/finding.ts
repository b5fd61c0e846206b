import { clip, oneLine } from './clip.ts';

/** One result of `doctor`: one line, and what to do about it where it is not well. */
export interface Finding {
  /** What was looked at, like `telegram ops: rights`. */
  readonly about: string;
  /** `unknown`: it could not be found out. */
  readonly state: 'ok' | 'problem' | 'unknown';
  /** One line. May hold untrusted text. */
  readonly detail: string;
  /** The one thing to do next; `null` where all is well. */
  readonly fix: string | null;
}

/** What a channel is called in findings; one that is named after its type is not named twice. */
export function aboutChannel(type: string, name: string): string {
  return name === type ? name : `${type} ${name}`;
}

const WORST_FIRST = ['problem', 'unknown', 'ok'] as const;
const MARKS = { problem: '✗', unknown: '?', ok: '✓' } as const;
const MAX_LINE = 300;

/** Findings for a person: what they come to in a line, then one line each, the worst first, its fix after it. */
export function sayFindings(findings: readonly Finding[]): {
  readonly title: string;
  readonly lines: readonly string[];
} {
  const ordered = WORST_FIRST.flatMap((state) => findings.filter((finding) => finding.state === state));
  return { title: sum(findings), lines: ordered.map(sayFinding) };
}

/**
 * The same for a phone: what is not well comes with its fix on a line of its own, all that is well in one line with the
 * names of what was looked at.
 */
export function sayFindingsBriefly(findings: readonly Finding[]): {
  readonly title: string;
  readonly lines: readonly string[];
} {
  const bad = WORST_FIRST.flatMap((state) =>
    findings.filter((finding) => finding.state === state && state !== 'ok'),
  );
  const unwell = new Set(bad.map(subjectOf));
  const well = new Set(findings.map(subjectOf)).difference(unwell);
  const good = well.size === 0 ? [] : [`${MARKS.ok} ${[...well].join(', ')}`];
  const lines = [...bad.map(sayForPhone), ...good].flatMap((part) => ['', ...part.split('\n')]);
  return { title: sum(findings), lines: lines.slice(1) };
}

/** What was looked at, without which part of it. */
function subjectOf({ about }: Finding): string {
  return about.split(':', 1)[0] ?? about;
}

function sayForPhone({ fix, ...finding }: Finding): string {
  const line = sayFinding({ ...finding, fix: null });
  return fix === null ? line : `${line}\n→ ${clip(oneLine(fix), MAX_LINE)}`;
}

function sum(findings: readonly Finding[]): string {
  const problems = findings.filter(({ state }) => state === 'problem').length;
  const unknown = findings.filter(({ state }) => state === 'unknown').length;
  const doubts = unknown === 0 ? [] : [`${unknown} could not be told`];
  if (problems > 0) return [problems === 1 ? '1 problem' : `${problems} problems`, ...doubts].join(', ');
  return [unknown === 0 ? 'All is well' : 'No problem found', ...doubts].join(', ');
}

function sayFinding({ about, state, detail, fix }: Finding): string {
  const line = clip(oneLine(`${MARKS[state]} ${about}: ${detail}`), MAX_LINE);
  return fix === null ? line : `${line} → ${clip(oneLine(fix), MAX_LINE)}`;
}
