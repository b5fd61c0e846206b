import OpenAI, { APIError } from 'openai';
import type { Draft } from '../draft.ts';
import { AnsweredError } from '../failures.ts';
import { farErrorFrom } from '../far-error.ts';
import type { Speaker } from '../provider.ts';
import { PASSED_TO_SDK } from '../sdk-options.ts';
import { readChunk } from './chunk.ts';
import { requestOf, type TokensKey } from './request.ts';

export interface ChatCompletionsOptions {
  readonly baseUrl: string;
  readonly apiKey: string | null;
  readonly tokensKey: TokensKey;
}

/** Speaks Chat Completions by OpenAI's SDK. */
export function speakChatCompletions({ baseUrl, apiKey, tokensKey }: ChatCompletionsOptions): Speaker {
  return {
    headers: () => (apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    async converse(call, wire, draft) {
      const client = new OpenAI({
        ...PASSED_TO_SDK,
        baseURL: baseUrl,
        adminAPIKey: null,
        organization: null,
        project: null,
        webhookSecret: null,
        fetch: wire.fetch,
      });
      const { data, response } = await client.chat.completions
        .create(requestOf(call, tokensKey))
        .withResponse();
      if (wire.format === 'json') readWhole(await response.text(), response.headers, draft);
      else for await (const chunk of data) readChunk(chunk, draft);
    },
    farErrorOf: (error) => (error instanceof APIError ? farErrorFrom(error) : null),
  };
}

/** The one object of a server that streams nothing. */
function readWhole(text: string, headers: Headers, draft: Draft): void {
  const body: unknown = JSON.parse(text);
  if (typeof body === 'object' && body !== null && 'error' in body && !('choices' in body)) {
    throw new AnsweredError({ status: null, body, page: null, headers });
  }
  readChunk(body, draft);
}
