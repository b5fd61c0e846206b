import { clip } from '../../core/clip.ts';
import type { Severity } from '../../core/event.ts';
import type { Labels } from '../../core/incident.ts';
import {
  NOTHING_MEASURED,
  type AssertionResult,
  type ProbeFinding,
  type ProbeOutcome,
} from '../../core/probe.ts';
import type { Looked } from './look.ts';
import { certificateState, type CertificateState } from './state.ts';

/** What of it becomes an incident: the certificates of an entry together. */
export const CERTIFICATE_ASPECT = 'certificate';
const LONGEST_TEXT = 1_500;

export interface CertificateRules {
  /** The probe's name. */
  readonly name: string;
  /** It must last so many more days. */
  readonly days: number;
  readonly severity: Severity;
  readonly labels: Labels;
  readonly remote: boolean;
}

interface Judged {
  readonly host: string;
  readonly state: CertificateState;
}

/**
 * What the certificates of some hosts come to at `now`. Of a host that could not be looked at nothing is known: others may
 * fail without it, but nothing is well again, and where nothing fails it is told that it could not be reached.
 */
export function judgeCertificates(
  looks: readonly Looked[],
  rules: CertificateRules,
  now: number,
): ProbeOutcome {
  const judged = looks.flatMap((look): Judged[] =>
    look.outcome === 'seen'
      ? [{ host: look.target.name, state: certificateState(look.certificate, rules.days, now) }]
      : [],
  );
  const unseen = looks.flatMap((look) =>
    look.outcome === 'unreachable' ? [`${look.target.name} could not be looked at: ${look.detail}`] : [],
  );
  const bad = judged.filter(({ state }) => !isWell(state));
  const well = judged.filter(({ state }) => isWell(state));
  // What is well comes last: that may be cut off.
  const evidence = clip([...bad.map(say), ...unseen, ...well.map(say)].join('\n'), LONGEST_TEXT);
  const measured = { ...NOTHING_MEASURED, output: evidence };
  if (bad.length === 0 && unseen.length > 0) {
    return { verdict: 'unmeasured', reason: 'unreachable', detail: evidence, retryAfterMs: null, measured };
  }
  return {
    verdict: bad.length === 0 ? 'pass' : 'fail',
    measured,
    assertions: [
      ...unseen.map((reason) => ({ type: 'looked-at', pass: false, reason })),
      ...judged.flatMap(resultsOf),
    ],
    findings: [findingOf(judged, bad, evidence, rules)],
  };
}

function findingOf(
  judged: readonly Judged[],
  bad: readonly Judged[],
  evidence: string,
  rules: CertificateRules,
): ProbeFinding {
  const [first] = bad.toSorted((a, b) => a.state.daysLeft - b.state.daysLeft);
  const problem = first?.state.ending ?? first?.state.distrust ?? null;
  return {
    aspect: CERTIFICATE_ASPECT,
    ok: bad.length === 0,
    severity: bad.some(({ state }) => state.ending?.critical === true) ? 'critical' : rules.severity,
    title: titleOf(judged, bad, rules.name),
    evidence,
    cause: null,
    next: problem?.next ?? null,
    labels: rules.labels,
    remote: rules.remote,
  };
}

function titleOf(judged: readonly Judged[], bad: readonly Judged[], name: string): string {
  const [one] = bad;
  if (one === undefined) {
    const whose =
      judged.length === 1 ? `certificate of ${judged[0]?.host} is` : `certificates of ${name} are`;
    return `The ${whose} well again`;
  }
  if (bad.length > 1)
    return `${bad.length} certificates are not well: ${bad.map(({ host }) => host).join(', ')}`;
  const { ending, distrust } = one.state;
  const what = ending === null ? `is not to be trusted: ${distrust?.words}` : ending.words;
  return `The certificate of ${one.host} ${what}`;
}

function isWell({ ending, distrust }: CertificateState): boolean {
  return ending === null && distrust === null;
}

function say({ host, state }: Judged): string {
  return `${host}: ${state.lasts}${state.distrust === null ? '' : `; ${state.distrust.words}`}`;
}

function resultsOf({ host, state }: Judged): readonly AssertionResult[] {
  const { ending, distrust, lasts } = state;
  return [
    { type: 'days-left', pass: ending === null, reason: `${host}: ${lasts}` },
    {
      type: 'trusted',
      pass: distrust === null,
      reason: `${host}: ${distrust === null ? 'its chain and its name fit' : distrust.words}`,
    },
  ];
}
