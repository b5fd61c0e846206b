import type { Answered } from './replies.ts';
import type { Wire } from './respond.ts';

/** Whose Chat Completions. Their chunks differ in what they bring along and in where the usage stands. */
export type Dialect = 'openai' | 'ollama' | 'groq' | 'openrouter' | 'deepseek';

const FINGERPRINTS: Readonly<Record<Dialect, string | null>> = {
  openai: 'fp_de604bd877',
  ollama: 'fp_ollama',
  groq: 'fp_f8b414701e',
  openrouter: null,
  deepseek: 'fp_eaab8d114b_prod0820_fp8_kvcache',
};
const IDS: Readonly<Record<Dialect, string>> = {
  openai: 'chatcmpl-D8Z5oo6uDh67AD85p73ksdT1KxhE0',
  ollama: 'chatcmpl-768',
  groq: 'chatcmpl-b610d559-f156-4aca-8827-24b4fe6af54f',
  openrouter: 'gen-1784726283-BmgBNdHCVykxWmuZ9ZHb',
  deepseek: '6dc4ae39-2a47-4e1f-9b3e-1f6b7c4e2f10',
};
const GROQ_ID = 'req_01kh52nj5yfcat8hrmvrk2j2hj';
const CREATED = 1_770_933_892;

type Fields = Readonly<Record<string, unknown>>;

/** Chat Completions, as the request asks for them: a stream, with a usage or without, or one object. */
export function openaiWire(request: Fields, dialect: Dialect, streams: boolean): Wire {
  const asked = typeof request['model'] === 'string' ? request['model'] : '';
  const options = request['stream_options'];
  const wantsUsage = typeof options === 'object' && options !== null && 'include_usage' in options;
  const streamed = streams && request['stream'] === true;

  function frame(object: string, answer: Answered, more: Fields): Fields {
    const { fingerprint = FINGERPRINTS[dialect], model = asked } = answer;
    return {
      id: IDS[dialect],
      object,
      created: CREATED,
      model,
      ...(dialect === 'openai' && { service_tier: 'default' }),
      ...(dialect === 'openrouter' && { provider: 'DeepInfra' }),
      ...(fingerprint !== null && { system_fingerprint: fingerprint }),
      ...more,
    };
  }

  function chunk(answer: Answered, delta: Fields, finish: string | null = null, more: Fields = {}): string {
    const choice = {
      index: 0,
      delta,
      ...(dialect !== 'ollama' && { logprobs: null }),
      finish_reason: finish,
      ...(dialect === 'openrouter' && { native_finish_reason: finish }),
    };
    const usage = dialect === 'openai' && wantsUsage ? { usage: null, obfuscation: 'Qup1BsQ3' } : {};
    return data(frame('chat.completion.chunk', answer, { choices: [choice], ...usage, ...more }));
  }

  const stream: Pick<Wire, 'open' | 'content' | 'end' | 'nothing'> = {
    open(answer) {
      const comment = dialect === 'openrouter' ? ': OPENROUTER PROCESSING\n\n' : '';
      if (dialect === 'ollama') return '';
      const groq = dialect === 'groq' ? { x_groq: { id: GROQ_ID, seed: 689_520_654 } } : {};
      const refusal = dialect === 'openai' ? { refusal: null } : {};
      return comment + chunk(answer, { role: 'assistant', content: '', ...refusal }, null, groq);
    },
    content(answer) {
      const role = dialect === 'ollama' ? { role: 'assistant' } : {};
      const thoughts = piecesOf(answer.reasoning ?? '').map((piece) =>
        chunk(answer, { ...role, ...thought(dialect, piece) }),
      );
      const texts = piecesOf(answer.text).map((content) => chunk(answer, { ...role, content }));
      return [
        ...thoughts,
        ...texts,
        ...toolDeltas(dialect, answer).map((delta) => chunk(answer, { ...role, ...delta })),
      ];
    },
    end(answer) {
      const usage = usageOf(dialect, answer);
      const finish = finishOf(answer);
      const done = 'data: [DONE]\n\n';
      if (usage === null || !wantsUsage) return chunk(answer, {}, finish) + done;
      if (dialect === 'groq') {
        return chunk(answer, {}, finish, { x_groq: { id: GROQ_ID, usage }, usage }) + done;
      }
      if (dialect === 'deepseek') return chunk(answer, { content: '' }, finish, { usage }) + done;
      if (dialect === 'openrouter') {
        return (
          chunk(answer, { content: '' }, finish) + chunk(answer, { content: '' }, finish, { usage }) + done
        );
      }
      const last = data(frame('chat.completion.chunk', answer, { choices: [], usage }));
      return (
        chunk(answer, dialect === 'ollama' ? { role: 'assistant', content: '' } : {}, finish) + last + done
      );
    },
    nothing: () =>
      data(frame('chat.completion.chunk', NOTHING, { choices: [], usage: usageOf(dialect, NOTHING) })) +
      'data: [DONE]\n\n',
  };

  const whole: typeof stream = {
    open: () => '',
    content: () => [],
    end(answer) {
      const calls = toolDeltas('ollama', answer)[0] ?? {};
      const message = { role: 'assistant', content: answer.text === '' ? null : answer.text, ...calls };
      const choices = [{ index: 0, message, logprobs: null, finish_reason: finishOf(answer) }];
      return JSON.stringify(frame('chat.completion', answer, { choices, usage: usageOf(dialect, answer) }));
    },
    nothing: () =>
      JSON.stringify(frame('chat.completion', NOTHING, { choices: [], usage: usageOf(dialect, NOTHING) })),
  };

  return {
    contentType: streamed ? 'text/event-stream; charset=utf-8' : 'application/json',
    ...(streamed ? stream : whole),
    junk(kind) {
      const text =
        kind === 'not-json' ? '{"id":"chatcmpl-7","choices":[{"del' : '{"status":"ok","items":[1,2]}';
      return streamed ? `data: ${text}\n\ndata: [DONE]\n\n` : text;
    },
    errorInside: (error) => (streamed ? data({ error }) : JSON.stringify({ error })),
    refusal: (status) => ({ error: ERRORS[status] ?? ERRORS[500] }),
  };
}

const NOTHING: Answered = { kind: 'answered', text: '', tokens: { input: 25, output: 0 } };

/** OpenAI's words, as its API reference and its servers have them. */
const ERRORS: Readonly<Record<number, Fields>> = {
  400: {
    message:
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    type: 'invalid_request_error',
    param: 'max_tokens',
    code: 'unsupported_parameter',
  },
  401: {
    message:
      'Incorrect API key provided: sk-te**************word. You can find your API key at https://platform.openai.com/account/api-keys.',
    type: 'invalid_request_error',
    param: null,
    code: 'invalid_api_key',
  },
  402: { message: 'Insufficient Balance', type: 'unknown_error', param: null, code: 'invalid_request_error' },
  403: {
    message: 'Country, region, or territory not supported',
    type: 'request_forbidden',
    param: null,
    code: 'unsupported_country_region_territory',
  },
  404: {
    message: 'The model `gpt-nope` does not exist or you do not have access to it.',
    type: 'invalid_request_error',
    param: null,
    code: 'model_not_found',
  },
  429: {
    message:
      'Rate limit reached for gpt-4.1-nano in organization org-x on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s.',
    type: 'requests',
    param: null,
    code: 'rate_limit_exceeded',
  },
  500: {
    message: 'The server had an error while processing your request. Sorry about that!',
    type: 'server_error',
    param: null,
    code: null,
  },
  503: {
    message: 'The engine is currently overloaded, please try again later',
    type: 'server_error',
    param: null,
    code: null,
  },
};

function data(value: Fields): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

/** Words with the space after them, as tokens come; long texts in larger pieces. */
export function piecesOf(text: string): readonly string[] {
  return text.length > 4_096 ? (text.match(/[^]{1,16384}/gu) ?? []) : (text.match(/\S+\s*|\s+/g) ?? []);
}

function thought(dialect: Dialect, piece: string): Fields {
  if (dialect === 'deepseek') return { content: null, reasoning_content: piece };
  return { content: '', reasoning: piece };
}

/** OpenAI sends the name first and the arguments in pieces after it; the others send a call at once. */
function toolDeltas(dialect: Dialect, { toolCall }: Answered): readonly Fields[] {
  if (toolCall === undefined) return [];
  const head = { index: 0, id: 'call_DdmO9pD3xa9XTPNJ32zg2hcA', type: 'function' };
  if (dialect !== 'openai') return [{ tool_calls: [{ ...head, function: toolCall }] }];
  const half = Math.ceil(toolCall.arguments.length / 2);
  const pieces = [toolCall.arguments.slice(0, half), toolCall.arguments.slice(half)];
  return [
    { content: null, tool_calls: [{ ...head, function: { name: toolCall.name, arguments: '' } }] },
    ...pieces.map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
  ];
}

function finishOf({ finish, toolCall }: Answered): string {
  return finish ?? (toolCall === undefined ? 'stop' : 'tool_calls');
}

function usageOf(dialect: Dialect, { tokens = { input: 25, output: 12 } }: Answered): Fields | null {
  if (tokens === null) return null;
  const { input, output } = tokens;
  const sums = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  switch (dialect) {
    case 'ollama':
      return sums;
    case 'groq':
      return { queue_time: 0.041, prompt_time: 0.01, completion_time: 0.046, total_time: 0.057, ...sums };
    case 'openrouter':
      return {
        ...sums,
        cost: 0.000_007_35,
        is_byok: false,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        cost_details: { upstream_inference_cost: 0.000_007_35 },
        completion_tokens_details: { reasoning_tokens: 0 },
      };
    case 'deepseek':
      return {
        ...sums,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
        prompt_cache_hit_tokens: 0,
        prompt_cache_miss_tokens: input,
      };
    case 'openai':
      return {
        ...sums,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 0,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      };
  }
}
