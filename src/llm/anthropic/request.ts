import type Anthropic from '@anthropic-ai/sdk';
import { isObject } from '../../core/json.ts';
import type { ModelCall } from '../../core/model.ts';

/** The version of 2026-10-21 has no `temperature` any more; the one before has. */
type Request = Anthropic.MessageCreateParamsStreaming & { readonly temperature?: number };

/** A call as the Messages API has it (https://platform.claude.com/docs/en/api/messages). */
export function requestOf(call: ModelCall): Request {
  const { model, system, prompt, maxTokens, temperature, tools } = call;
  return {
    model,
    max_tokens: maxTokens,
    messages: [{ role: 'user', content: prompt }],
    stream: true,
    ...(system !== null && { system }),
    ...(temperature !== null && { temperature }),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({
        name,
        description,
        input_schema: { ...(isObject(parameters) ? parameters : {}), type: 'object' as const },
      })),
    }),
  };
}
