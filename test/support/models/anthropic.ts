import { piecesOf } from './openai.ts';
import type { Answered } from './replies.ts';
import type { Wire } from './respond.ts';

type Fields = Readonly<Record<string, unknown>>;

const STOP_REASONS = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
} as const;
const CACHE = { cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

/** Anthropic's Messages as a stream of events. */
export function anthropicWire(request: Fields): Wire {
  const asked = typeof request['model'] === 'string' ? request['model'] : '';
  return {
    contentType: 'text/event-stream; charset=utf-8',
    open: ({ model = asked, tokens = { input: 25, output: 12 } }) =>
      event('message_start', {
        message: {
          model,
          id: 'msg_011CdZqGg4K3tq97K7RDtTw7',
          type: 'message',
          role: 'assistant',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          ...(tokens !== null && {
            usage: {
              input_tokens: tokens.input,
              ...CACHE,
              cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
              output_tokens: 2,
              service_tier: 'standard',
            },
          }),
        },
      }) + event('ping', {}),
    content: (answer) => blocksOf(answer).flatMap(eventsOf),
    end: ({ finish, toolCall, tokens = { input: 25, output: 12 } }) => {
      const stop_reason = STOP_REASONS[finish ?? (toolCall === undefined ? 'stop' : 'tool_calls')];
      const usage =
        tokens === null
          ? {}
          : { usage: { input_tokens: tokens.input, ...CACHE, output_tokens: tokens.output } };
      const delta = { stop_reason, stop_sequence: null };
      return event('message_delta', { delta, ...usage }) + event('message_stop', {});
    },
    nothing() {
      const answer: Answered = { kind: 'answered', text: '', tokens: { input: 25, output: 1 } };
      return this.open(answer) + this.end(answer);
    },
    junk: (kind) =>
      kind === 'not-json'
        ? 'event: content_block_delta\ndata: {"type":"content_block_delta","ind\n\n'
        : 'event: content_block_delta\ndata: {"type":"content_block_delta","items":[1,2]}\n\n',
    errorInside: (error) => event('error', { error }),
    refusal: (status) => ({
      type: 'error',
      error: ERRORS[status] ?? ERRORS[500],
      request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy',
    }),
  };
}

/** Anthropic's words, as its API reference and its servers have them. */
const ERRORS: Readonly<Record<number, Fields>> = {
  400: {
    type: 'invalid_request_error',
    message: 'max_tokens: 999999 > 64000, which is the maximum allowed number of output tokens',
  },
  401: { type: 'authentication_error', message: 'invalid x-api-key' },
  402: { type: 'billing_error', message: 'There is an issue with your billing or payment information.' },
  403: {
    type: 'permission_error',
    message: 'Your API key does not have permission to use the specified resource.',
  },
  404: { type: 'not_found_error', message: 'model: claude-nope' },
  429: {
    type: 'rate_limit_error',
    message: 'Number of request tokens has exceeded your per-minute rate limit',
  },
  500: { type: 'api_error', message: 'Internal server error' },
  529: { type: 'overloaded_error', message: 'Overloaded' },
};

interface Block {
  readonly start: Fields;
  readonly deltas: readonly Fields[];
}

function blocksOf({ reasoning, text, toolCall }: Answered): readonly Block[] {
  const blocks: Block[] = [];
  if (reasoning !== undefined) {
    blocks.push({
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [
        ...piecesOf(reasoning).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: 'EsECCokBCBAYAipA9i3HF1aH' },
      ],
    });
  }
  if (text !== '') {
    const deltas = piecesOf(text).map((piece) => ({ type: 'text_delta', text: piece }));
    blocks.push({ start: { type: 'text', text: '' }, deltas });
  }
  if (toolCall !== undefined) {
    const half = Math.ceil(toolCall.arguments.length / 2);
    const pieces = ['', toolCall.arguments.slice(0, half), toolCall.arguments.slice(half)];
    blocks.push({
      start: { type: 'tool_use', id: 'toolu_01QE1WLsSVp5hy5Q3GmGTmjP', name: toolCall.name, input: {} },
      deltas: pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
    });
  }
  return blocks;
}

function eventsOf({ start, deltas }: Block, index: number): readonly string[] {
  return [
    event('content_block_start', { index, content_block: start }),
    ...deltas.map((delta) => event('content_block_delta', { index, delta })),
    event('content_block_stop', { index }),
  ];
}

function event(type: string, fields: Fields): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
