import Anthropic, { APIError } from '@anthropic-ai/sdk';
import { NotAnAnswer } from '../failures.ts';
import { farErrorFrom } from '../far-error.ts';
import type { Speaker } from '../provider.ts';
import { PASSED_TO_SDK } from '../sdk-options.ts';
import { createReader } from './event.ts';
import { requestOf } from './request.ts';

/** The version that the SDK's types are of (https://platform.claude.com/docs/en/api/versioning). */
const VERSION = '2026-10-21';
/** The newest version that takes a `temperature`. */
const VERSION_WITH_TEMPERATURE = '2023-06-01';

/** Speaks the Messages API by Anthropic's SDK. */
export function speakMessages(baseUrl: string, apiKey: string): Speaker {
  return {
    headers: ({ temperature }) => ({
      'anthropic-version': temperature === null ? VERSION : VERSION_WITH_TEMPERATURE,
      authorization: `Bearer ${apiKey}`,
      // What gateways read that were there before the SDK's 1.0; Anthropic takes either.
      'x-api-key': apiKey,
    }),
    async converse(call, wire, draft) {
      const client = new Anthropic({
        ...PASSED_TO_SDK,
        baseURL: baseUrl,
        authToken: null,
        webhookKey: null,
        openTelemetry: false,
        fetch: wire.fetch,
      });
      // Not `messages.create`: it writes to the console about models that are to end.
      const events = await client.post<AsyncIterable<unknown>>('/v1/messages', {
        body: requestOf(call),
        stream: true,
      });
      if (wire.format === 'json')
        throw new NotAnAnswer('it answered in one piece, which is no stream of events');
      const read = createReader(draft);
      // The connection may stay open after the last event.
      for await (const event of events) if (read(event) === 'last') break;
    },
    farErrorOf: (error) => (error instanceof APIError ? farErrorFrom(error) : null),
  };
}
