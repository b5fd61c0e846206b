import type OpenAI from 'openai';
import { isObject } from '../../core/json.ts';
import type { ModelCall } from '../../core/model.ts';

export type TokensKey = 'max_tokens' | 'max_completion_tokens';

/** How whoever is asked there calls the most tokens of an answer. OpenAI has hosts of its own for some regions. */
export function tokensKeyAt(baseUrl: string): TokensKey {
  return /(?:^|\.)api\.openai\.com$/.test(new URL(baseUrl).hostname) ? 'max_completion_tokens' : 'max_tokens';
}

/** A call as Chat Completions have it (https://platform.openai.com/docs/api-reference/chat/create). */
export function requestOf(
  call: ModelCall,
  tokensKey: TokensKey,
): OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming {
  const { model, system, prompt, maxTokens, temperature, tools } = call;
  return {
    model,
    messages: [
      ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user', content: prompt },
    ],
    stream: true,
    stream_options: { include_usage: true },
    [tokensKey]: maxTokens,
    ...(temperature !== null && { temperature }),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({
        type: 'function' as const,
        function: { name, description, parameters: isObject(parameters) ? parameters : {} },
      })),
    }),
  };
}
