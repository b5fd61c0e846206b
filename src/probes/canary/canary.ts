import { canaryWorkflow } from '../../core/canary-workflow.ts';
import { clip } from '../../core/clip.ts';
import { sayDuration } from '../../core/duration.ts';
import type { Asked, BrokenAnswer, ModelAnswer, ModelProvider } from '../../core/model.ts';
import type { Measured, ProbeOutcome, ProbeSetup } from '../../core/probe.ts';
import type { PricedUsage } from '../../core/usage.ts';
import { judge } from '../assertions/index.ts';
import type { ProbeDeps } from '../deps.ts';
import { isOwnNetwork } from '../own-network.ts';
import type { Probe, RunContext } from '../probe.ts';
import { answerWithoutSecrets } from '../without-secrets.ts';
import { findingsOf, type CanaryAspect, type JudgedAssertion } from './findings.ts';
import type { CanarySpec } from './spec.ts';

const OUTPUT_KEPT = 2_000;
const NOBODY_CHARGED: PricedUsage = { buckets: null, costPico: null, status: 'no-usage' };

/** What also happens where our own connection breaks. */
const UNANSWERED: readonly BrokenAnswer[] = ['timed-out', 'cut-off'];

type CanaryDeps = Pick<ProbeDeps, 'prices' | 'record' | 'estimate' | 'paused' | 'providers' | 'redact'>;

/** A prompt that is asked again and again. Throws where its provider is not configured. */
export function createCanary(spec: CanarySpec, deps: CanaryDeps): Probe {
  const { name, prompt, promptHash, model, schedule, to, severity } = spec;
  const provider = deps.providers.get(spec.provider);
  if (provider === undefined) throw new Error(`there is no provider ${spec.provider}`);
  const remote = !isOwnNetwork(provider.host);
  const aspects = [
    'answer',
    'latency',
    ...(spec.assertions.some(({ aspect }) => aspect === 'cost') ? ['cost'] : []),
  ];
  return {
    name,
    type: 'canary',
    schedule,
    to,
    severity,
    labels: { canary: name, provider: spec.provider, model },
    remote,
    canary: { provider: spec.provider, model, prompt, promptHash },
    aspects,
    timed: spec.band !== null,
    ...(spec.band === null ? {} : { band: spec.band }),
    setup: (at) => setupOf(spec, provider, deps, at),
    async run(context) {
      const detail = deps.paused(canaryWorkflow(spec.name));
      if (detail !== null) return { verdict: 'unmeasured', reason: 'paused', detail, retryAfterMs: null };
      context.progress(`${name}: asking ${model} at ${spec.provider} …`);
      const asked = await provider.ask(
        {
          ...spec,
          traceId: context.traceId,
          firstToken: (ms) => context.progress(`${name}: first token after ${Math.round(ms)} ms …`),
        },
        context.signal,
      );
      context.arrived();
      const priced = await book(asked, spec, provider, context, deps);
      if (asked.outcome === 'unmeasured') {
        const { reason, detail, retryAfterMs } = asked;
        return { verdict: 'unmeasured', reason, detail, retryAfterMs };
      }
      const answer = answerWithoutSecrets(asked.answer, deps.redact);
      return outcomeOf({ ...asked, answer }, { ...spec, remote }, priced, context.baseline);
    },
  };

  function setupOf(
    spec: CanarySpec,
    provider: ModelProvider,
    { prices }: CanaryDeps,
    at: number,
  ): ProbeSetup {
    const { system, tools, timeoutMs, maxTokens, temperature } = spec;
    const settings = { system, tools, timeoutMs, maxTokens, temperature };
    return {
      prompt: promptHash,
      assertions: spec.assertText,
      provider: `${model} at ${spec.provider} (${provider.address})`,
      settings: JSON.stringify(settings),
      price: prices.describe(provider, model, at),
    };
  }
}

/** Books what was used, whether or not the answer was any good: it costs the same. */
async function book(
  { outcome, answer }: { readonly outcome: Asked['outcome']; readonly answer?: ModelAnswer },
  spec: CanarySpec,
  provider: ModelProvider,
  { at, traceId }: RunContext,
  { prices, record, estimate }: CanaryDeps,
): Promise<PricedUsage> {
  if (answer === undefined) return NOBODY_CHARGED;
  const model = answer.model ?? spec.model;
  await record({
    id: `canary:${spec.name}:${at}`,
    at,
    workflow: canaryWorkflow(spec.name),
    provider: spec.provider,
    model,
    usage: answer.usage,
    estimate: answer.usage === null ? estimate({ input: askedText(spec), output: answer.output }) : null,
    partial: outcome !== 'answered',
    tier: null,
    latencyMs: answer.latencyMs,
    traceId,
    trigger: { kind: 'canary', id: spec.name },
    promptHash: spec.promptHash,
  });
  if (answer.usage === null) return NOBODY_CHARGED;
  const priced = prices.price({ provider, model, usage: answer.usage, at });
  // What broke off had not said all that it used.
  return outcome === 'answered' || provider.free ? priced : { ...priced, costPico: null };
}

function askedText({ system, prompt }: CanarySpec): string {
  return system === null ? prompt : `${system}\n${prompt}`;
}

/** What an answer comes to, by the assertions; what broke on the way is an assertion of its own. */
function outcomeOf(
  asked: Extract<Asked, { outcome: 'answered' | 'broken' }>,
  spec: CanarySpec & { readonly remote: boolean },
  { buckets, costPico }: PricedUsage,
  baseline: readonly number[],
): ProbeOutcome {
  const { answer } = asked;
  const measured: Measured = {
    latencyMs: answer.latencyMs,
    ttftMs: answer.ttftMs,
    model: answer.model,
    fingerprint: answer.fingerprint,
    output: clip(answer.output, OUTPUT_KEPT),
    usage: answer.usage,
    costPico,
  };
  const subject = { ...answer, tools: spec.tools, usage: buckets, costPico, baseline };
  const judged =
    asked.outcome === 'broken'
      ? broken(asked, spec)
      : { results: judge(spec.assertions, subject), unjudged: [] };
  return {
    verdict: judged.results.every(({ pass }) => pass) ? 'pass' : 'fail',
    measured,
    assertions: judged.results.map(({ type, pass, reason }) => ({ type, pass, reason })),
    findings: findingsOf(spec, judged.results, answer.output, {
      unjudged: judged.unjudged,
      compared: spec.band === null || baseline.length >= spec.band.samples,
    }),
    unanswered: asked.outcome === 'broken' && UNANSWERED.includes(asked.reason),
  };
}

/** A late answer says nothing of what it would have been, a broken one nothing of how long it would have taken. */
function broken(
  { reason, detail }: Extract<Asked, { outcome: 'broken' }>,
  spec: CanarySpec,
): { readonly results: readonly JudgedAssertion[]; readonly unjudged: readonly CanaryAspect[] } {
  const late = reason === 'timed-out';
  const said = `${sayBroken(reason, spec)}${detail === '' ? '' : `: ${detail}`}`;
  return {
    results: [{ type: 'answered', pass: false, reason: said, aspect: late ? 'latency' : 'answer' }],
    unjudged: late ? ['answer', 'cost'] : ['latency', 'cost'],
  };
}

function sayBroken(reason: BrokenAnswer, { timeoutMs }: CanarySpec): string {
  switch (reason) {
    case 'timed-out':
      return `no whole answer within ${sayDuration(timeoutMs)}`;
    case 'cut-off':
      return 'the answer was cut off';
    case 'not-json':
      return 'what came back is no answer of its API';
    case 'no-choices':
      return 'the answer is empty';
  }
}
