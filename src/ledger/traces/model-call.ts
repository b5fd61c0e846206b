import { textOf } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { hasCounts } from './counts.ts';

/**
 * Operations whose counts are the sums of the model calls below them. AI SDK 7 has `agent_step`, the others are of
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-agent-spans/
 */
const SUMMING: ReadonlySet<string> = new Set([
  'invoke_agent',
  'create_agent',
  'execute_tool',
  'invoke_workflow',
  'plan',
  'agent_step',
]);
/** Operations that are a model call even where nothing was counted: of the conventions, OpenLLMetry and the AI SDK before 7. */
const CALLING: ReadonlySet<string> = new Set([
  'chat',
  'text_completion',
  'generate_content',
  'embeddings',
  'completion',
  'embedding',
  'ai.generateText.doGenerate',
  'ai.streamText.doStream',
  'ai.generateObject.doGenerate',
  'ai.streamObject.doStream',
]);
const OPERATION = ['gen_ai.operation.name', 'llm.request.type', 'ai.operationId'];

const ANSWERED = ['gen_ai.response.model', 'gen_ai.response.id', 'gen_ai.response.finish_reasons'];

/** As the answer names it, else as it was asked for; `null`: the span does not say. */
export function modelOf(attributes: Attributes): string | null {
  return textOf(attributes, 'gen_ai.response.model', 'gen_ai.request.model');
}

/**
 * Whether a span is a call of a model, by the GenAI conventions and their older forms: `counted` with usage, `uncounted`
 * without (a stream whose usage was lost), `other`: anything else. A call that failed before anything was answered cost
 * nothing and is `other`.
 */
export function kindOfSpan(attributes: Attributes, failed: boolean): 'counted' | 'uncounted' | 'other' {
  const operation = textOf(attributes, ...OPERATION);
  if (operation !== null && SUMMING.has(operation)) return 'other';
  if (hasCounts(attributes)) return 'counted';
  if (operation === null || !CALLING.has(operation) || modelOf(attributes) === null) return 'other';
  const answered = ANSWERED.some((name) => attributes.has(name));
  return failed && !answered ? 'other' : 'uncounted';
}
