import { TRIGGER_KINDS } from '../../core/usage.ts';
import type { ModelUse, Trigger } from '../../core/usage.ts';
import { textOf } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { usageOf } from './counts.ts';
import { modelOf } from './model-call.ts';
import { providerOf } from './provider-name.ts';
import { isLong, refused } from './refused-span.ts';
import type { Read } from './refused-span.ts';
import { timeOfSpan } from './span-time.ts';
import type { TraceSpan } from './trace-span.ts';

/** A call of a model as a trace tells it; whose it is, only the request's key tells. */
export type DraftUse = Omit<ModelUse, 'workflow'>;

/** A span that is a model call, for the books. `now`: epoch milliseconds. */
export function draftUse({ sent, key, id, attributes, kind }: TraceSpan, now: number): Read<DraftUse> {
  const { traceId } = key;
  if (traceId === null) return refused('trace-id');
  if (id === null) return refused('span-id');
  const time = timeOfSpan(sent.span, now);
  if (!time.ok) return time;
  const provider = providerOf(attributes);
  const usage = kind === 'counted' ? usageOf(attributes, provider) : { ok: true as const, value: null };
  if (!usage.ok) return usage;
  const trigger = triggerOf(attributes, sent.resource);
  if (!trigger.ok) return trigger;
  const model = modelOf(attributes);
  if (model === null) return refused('no-model');
  const tier = textOf(attributes, 'openai.response.service_tier', 'gen_ai.openai.response.service_tier');
  const promptHash = textOf(attributes, 'pithead.prompt_hash');
  if (isLong(model)) return refused('long-model');
  if (isLong(provider)) return refused('long-provider');
  if (isLong(tier)) return refused('long-tier');
  if (isLong(promptHash)) return refused('long-prompt-hash');
  return {
    ok: true,
    value: {
      id,
      ...time.value,
      provider,
      model,
      usage: usage.value,
      estimate: null,
      partial: false,
      tier,
      traceId,
      trigger: trigger.value,
      promptHash,
    },
  };
}

/** The span's own, else that of the program that sent it. */
function triggerOf(attributes: Attributes, resource: Attributes): Read<Trigger | null> {
  const said = (name: string) => textOf(attributes, name) ?? textOf(resource, name);
  const kindSaid = said('pithead.trigger.kind');
  const id = said('pithead.trigger.id');
  if (kindSaid === null && id === null) return { ok: true, value: null };
  const kind = TRIGGER_KINDS.find((known) => known === kindSaid);
  if (kind === undefined || id === null || isLong(id)) return refused('trigger');
  return { ok: true, value: { kind, id } };
}
