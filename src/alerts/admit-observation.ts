import { clip, manyLines, oneLine } from '../core/clip.ts';
import type { Labels, Observation, Threshold } from '../core/incident.ts';
import { MOST_RECENT } from './decide.ts';

const FINGERPRINT = 200;
const TITLE = 200;
const LINE = 400;
const EVIDENCE = 2_000;
const LABELS = 20;
const LABEL = 100;

/** An observation within its bounds and without secrets, whatever its reporter was told by a far end. */
export function admitObservation(given: Observation, redact: (text: string) => string): Observation {
  const line = (text: string, most: number): string => clip(oneLine(redact(text)), most);
  return {
    ...given,
    fingerprint: line(given.fingerprint, FINGERPRINT),
    title: line(given.title, TITLE),
    evidence: clip(manyLines(redact(given.evidence)), EVIDENCE),
    cause: given.cause === null ? null : line(given.cause, LINE),
    next: given.next === null ? null : line(given.next, LINE),
    labels: labelsOf(given.labels, (text) => line(text, LABEL)),
    policy: {
      ...given.policy,
      fire: within(given.policy.fire),
      resolve: within(given.policy.resolve),
    },
  };
}

function labelsOf(labels: Labels, line: (text: string) => string): Labels {
  return Object.fromEntries(
    Object.entries(labels)
      .slice(0, LABELS)
      .map(([name, value]) => [line(name), line(value)]),
  );
}

/** A threshold that can be reached with what is remembered. */
function within({ n, of }: Threshold): Threshold {
  const window = Math.min(MOST_RECENT, Math.max(1, Math.trunc(of)));
  return { n: Math.min(window, Math.max(1, Math.trunc(n))), of: window };
}
