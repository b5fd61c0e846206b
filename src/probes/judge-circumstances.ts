import type { Measured, ProbeOutcome } from '../core/probe.ts';

/** Beyond that, how long something took may be our own doing. */
const MOST_LATE_MS = 50;
/** The aspect that says how long something took. */
const LATENCY = 'latency';

/** What a run comes to by what was the matter with us meanwhile: neither may pass for the other side's fault, nor hide it. */
export async function judgeCircumstances(
  outcome: ProbeOutcome,
  ours: {
    /** By how much our event loop was late at the worst. */
    readonly lateMs: number;
    /** Asked only where nobody answered. */
    readonly connectionDown: () => Promise<boolean>;
  },
): Promise<ProbeOutcome> {
  if (isUnanswered(outcome) && (await ours.connectionDown())) {
    return {
      verdict: 'unmeasured',
      reason: 'own-connection',
      detail: 'nothing outside can be reached from this machine',
      retryAfterMs: null,
    };
  }
  return ours.lateMs > MOST_LATE_MS ? judgeLate(outcome, Math.round(ours.lateMs)) : outcome;
}

function isUnanswered(outcome: ProbeOutcome): boolean {
  if (outcome.verdict !== 'unmeasured') return outcome.unanswered === true;
  return outcome.reason === 'unreachable' || outcome.reason === 'network';
}

/** A wrong answer is wrong however late we were; of how long it took, nothing can be said. */
function judgeLate(outcome: ProbeOutcome, lateMs: number): ProbeOutcome {
  if (outcome.verdict === 'unmeasured') return outcome;
  const { findings, measured, unanswered } = outcome;
  // No answer in time may be that we did not look in time.
  if (unanswered === true) return late(lateMs, measured);
  if (!findings.some(({ aspect }) => aspect === LATENCY)) return outcome;
  const others = findings.filter(({ aspect }) => aspect !== LATENCY);
  if (others.some(({ ok }) => !ok)) return { ...outcome, findings: others };
  return late(lateMs, measured);
}

function late(lateMs: number, measured: Measured): ProbeOutcome {
  return {
    verdict: 'unmeasured',
    reason: 'event-loop-late',
    detail: `our own event loop was ${lateMs} ms late meanwhile`,
    retryAfterMs: null,
    measured,
  };
}
