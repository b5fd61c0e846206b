import { clip, manyLines } from '../../core/clip.ts';
import type { ProbeFinding } from '../../core/probe.ts';
import type { judge } from '../assertions/index.ts';
import type { CanarySpec } from './spec.ts';

const OUTPUT_SHOWN = 300;
const MOST_REASONS = 6;

export type JudgedAssertion = ReturnType<typeof judge>[number];

/** How far the results say something. */
export interface Circumstances {
  readonly unjudged: readonly CanaryAspect[];
  /** False where it is to be compared with its earlier runs, and there are too few of them. */
  readonly compared: boolean;
}

/** What of a canary becomes an incident by itself. */
const CANARY_ASPECTS = ['answer', 'latency', 'cost'] as const;
export type CanaryAspect = (typeof CANARY_ASPECTS)[number];

const WRONG: { readonly [Aspect in CanaryAspect]: string } = {
  answer: 'answers wrongly',
  latency: 'is slow',
  cost: 'costs other than it should',
};
const RIGHT: { readonly [Aspect in CanaryAspect]: string } = {
  answer: 'answers as it should again',
  latency: 'is as fast as usual again',
  cost: 'costs what it should again',
};

/** What was usual is too long ago, or was made otherwise: then nothing is late, and nothing as fast as it was. */
const NOT_COMPARED = 'has too few usual runs to be called slow';

/**
 * What the assertions come to, one finding for each aspect: an answer that is late is not wrong, and the other way round.
 * An aspect that is unjudged is left out.
 */
export function findingsOf(
  spec: Pick<CanarySpec, 'name' | 'model' | 'provider' | 'severity'> & { readonly remote: boolean },
  results: readonly JudgedAssertion[],
  output: string,
  { unjudged, compared }: Circumstances,
): readonly ProbeFinding[] {
  const { name, model, provider, severity, remote } = spec;
  const judged = CANARY_ASPECTS.filter(
    (aspect) =>
      !unjudged.includes(aspect) && (aspect !== 'cost' || results.some((each) => each.aspect === 'cost')),
  );
  return judged.map((aspect) => {
    const failed = results.filter((result) => result.aspect === aspect && !result.pass);
    const ok = failed.length === 0;
    return {
      aspect,
      ok,
      severity,
      title: ok
        ? `${name} ${aspect === 'latency' && !compared ? NOT_COMPARED : RIGHT[aspect]} (${model})`
        : `${name} ${WRONG[aspect]} (${model})`,
      evidence: ok ? '' : evidenceOf(failed, aspect === 'answer' ? output : ''),
      cause: null,
      next: ok ? null : `/canaries ${name} shows when it began and what changed`,
      labels: { upstream: upstreamOf(aspect, provider, model) },
      remote,
    };
  });
}

/**
 * What shares a card: a model's wrong answers; a provider's slow ones, of all that it serves. Neither shares one with what
 * can't be asked there, or that would go unsaid while something is slow.
 */
function upstreamOf(aspect: CanaryAspect, provider: string, model: string): string {
  return aspect === 'latency' ? `${provider} (speed)` : `${provider}/${model}`;
}

function evidenceOf(failed: readonly JudgedAssertion[], output: string): string {
  const lines = failed.slice(0, MOST_REASONS).map(({ type, reason }) => `${type}: ${reason}`);
  const more = failed.length - lines.length;
  const answer = manyLines(output);
  return [
    ...lines,
    ...(more > 0 ? [`… and ${more} more`] : []),
    ...(answer === '' ? [] : [`It answered: ${clip(answer, OUTPUT_SHOWN)}`]),
  ].join('\n');
}
