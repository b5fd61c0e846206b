import type { ModelAnswer } from '../core/model.ts';
import type { Measured, ProbeSetup } from '../core/probe.ts';

type Redact = (text: string) => string;

/** An answer before it is judged: reasons quote it, and half a secret is not known for one. */
export function answerWithoutSecrets(answer: ModelAnswer, redact: Redact): ModelAnswer {
  const part = orNull(redact);
  return {
    ...answer,
    output: redact(answer.output),
    model: part(answer.model),
    fingerprint: part(answer.fingerprint),
    finishReason: part(answer.finishReason),
    toolCalls: answer.toolCalls.map((call) => ({
      ...call,
      name: redact(call.name),
      arguments: redact(call.arguments),
    })),
  };
}

/** What is kept of a run. */
export function measuredWithoutSecrets(measured: Measured, redact: Redact): Measured {
  const part = orNull(redact);
  const { output, model, fingerprint } = measured;
  return { ...measured, output: redact(output), model: part(model), fingerprint: part(fingerprint) };
}

/** What a probe is made of: an address may have a token in it. */
export function setupWithoutSecrets(setup: ProbeSetup, redact: Redact): ProbeSetup {
  const part = orNull(redact);
  const { prompt, assertions, provider, settings, price } = setup;
  return { prompt, assertions: part(assertions), provider: part(provider), settings: part(settings), price };
}

function orNull(redact: Redact): (text: string | null) => string | null {
  return (text) => (text === null ? null : redact(text));
}
