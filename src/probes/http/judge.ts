import { clip } from '../../core/clip.ts';
import { NOTHING_MEASURED, type ProbeOutcome } from '../../core/probe.ts';
import { judge } from '../assertions/index.ts';
import type { Subject } from '../assertions/subject.ts';
import type { Fetched, FollowedAnswer } from './fetch.ts';
import {
  answerFinding,
  latencyFinding,
  saySilence,
  sayStatus,
  silenceFinding,
  statusFits,
} from './findings.ts';
import type { HttpRules } from './rules.ts';

const OUTPUT_KEPT = 2_000;
/** What only a model's answer has. */
const NO_MODEL = {
  toolCalls: [],
  tools: [],
  model: null,
  fingerprint: null,
  finishReason: null,
  usage: null,
  costPico: null,
  ttftMs: null,
} as const satisfies Partial<Subject>;

/**
 * What an answer, or none, comes to; none fails, because that is what an address is watched for. `baseline`: latencies of
 * earlier runs that passed, the oldest first.
 */
export function judgeHttp(fetched: Fetched, rules: HttpRules, baseline: readonly number[]): ProbeOutcome {
  if (fetched.outcome === 'answered') return judgeAnswer(fetched, rules, baseline);
  return {
    verdict: 'fail',
    measured: NOTHING_MEASURED,
    assertions: [{ type: 'reachable', pass: false, reason: saySilence(fetched, rules) }],
    findings: [silenceFinding(fetched, rules)],
    unanswered: true,
  };
}

function judgeAnswer(fetched: FollowedAnswer, rules: HttpRules, baseline: readonly number[]): ProbeOutcome {
  const { body, latencyMs } = fetched;
  const judged = judge(rules.assertions, { ...NO_MODEL, output: body, latencyMs, baseline });
  const late = judged.filter(({ aspect }) => aspect === 'latency');
  const wrong = judged.filter(({ aspect, pass }) => aspect !== 'latency' && !pass);
  const status = {
    type: 'status',
    pass: statusFits(fetched, rules),
    reason: sayStatus(fetched, rules),
  };
  const results = [status, ...judged.map(({ type, pass, reason }) => ({ type, pass, reason }))];
  return {
    verdict: results.every(({ pass }) => pass) ? 'pass' : 'fail',
    measured: { ...NOTHING_MEASURED, latencyMs, output: clip(body, OUTPUT_KEPT) },
    assertions: results,
    findings: [
      answerFinding(fetched, wrong, rules),
      ...(late.length === 0 ? [] : [latencyFinding(late, rules)]),
    ],
  };
}
