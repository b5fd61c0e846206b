/** What the fake model server does with one request. The same reply works for every API and dialect. */
export type Reply = Answered | Refused | Broken | ErrorInside | Hanging;

/**
 * Called while the answer stands still, and awaited before it goes on: `() => clock.advance(800)` makes it slow. What was
 * sent before has been read by then, where the reader runs in the same process.
 */
export type Pause = () => void | Promise<void>;

export interface Answered {
  readonly kind: 'answered';
  readonly text: string;
  /** As the answer names it; default: as it was asked for. */
  readonly model?: string;
  /** `system_fingerprint`, of OpenAI's dialects alone; default: the dialect's own. */
  readonly fingerprint?: string | null;
  /** In OpenAI's words; Anthropic's server says them in its own. Default: `stop`, `tool_calls` with a tool call. */
  readonly finish?: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  readonly toolCall?: { readonly name: string; readonly arguments: string };
  /** What the model thinks before it speaks. */
  readonly reasoning?: string;
  /** Tokens of the answer; default: 25 in, 12 out. `null`: it says nothing of usage. */
  readonly tokens?: { readonly input: number; readonly output: number } | null;
  /** Before the first token, with the headers sent already. */
  readonly beforeFirst?: Pause;
  /** Before the last pieces: the end mark and the usage. */
  readonly beforeEnd?: Pause;
  /** True: the connection is not closed after the answer, nor does anything more come. */
  readonly staysOpen?: boolean;
}

export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A text goes out as it is, all else as JSON. Default: what the API says with that status. */
  readonly body: unknown;
}

/** An answer that begins with 200 and goes wrong. `text`: what comes before. */
export interface Broken {
  readonly kind: 'broken';
  readonly how:
    /** The socket is closed in the middle. */
    | 'cut'
    /** The stream ends as if it were whole, without its end mark. */
    | 'ended-early'
    /** The socket is closed before the headers. */
    | 'reset'
    /** A chunk that is no JSON. */
    | 'not-json'
    /** A chunk that is JSON, but no piece of an answer. */
    | 'other-shape'
    /** Everything but an answer: no choices, no content. */
    | 'no-choices';
  readonly text: string;
}

/** Says nothing more until the other side gives up. */
export interface Hanging {
  readonly kind: 'hanging';
  /** `nothing`: not even headers; `text`: after a first piece of text. */
  readonly after: 'nothing' | 'headers' | 'text';
}

/** An error in a stream that began with 200. `text`: what comes before. */
export interface ErrorInside {
  readonly kind: 'error-inside';
  readonly text: string;
  /** The error object: `{ message, type, code }` of OpenAI, `{ type, message }` of Anthropic. */
  readonly error: Readonly<Record<string, unknown>>;
}

/** The model answers. */
export function answers(text: string, more: Omit<Answered, 'kind' | 'text'> = {}): Answered {
  return { kind: 'answered', text, ...more };
}

/** The model answers in a code fence, as many do though nobody asked. */
export function fenced(text: string, more: Omit<Answered, 'kind' | 'text'> = {}): Answered {
  return answers(`\`\`\`json\n${text}\n\`\`\``, more);
}

/** The model ran into `maxTokens`. */
export function truncated(text: string, more: Omit<Answered, 'kind' | 'text'> = {}): Answered {
  return answers(text, { ...more, finish: 'length' });
}

/** The model calls a tool. `args`: the text of its arguments. */
export function callsTool(name: string, args: string, more: Omit<Answered, 'kind' | 'text'> = {}): Answered {
  return answers('', { ...more, toolCall: { name, arguments: args } });
}

/** A status that is no 200: `refuses(429, { headers: { 'retry-after': '20' } })`. */
export function refuses(
  status: number,
  more: { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown } = {},
): Refused {
  return { kind: 'refused', status, headers: more.headers ?? {}, body: more.body };
}

/** A stream that holds whatever is given, whether or not it is one. */
export function streams(body: string): Refused {
  return refuses(200, { body, headers: { 'content-type': 'text/event-stream' } });
}

/** An answer that goes wrong after `text`. */
export function breaks(how: Broken['how'], text = 'The answer be'): Broken {
  return { kind: 'broken', how, text };
}

/** An error of the provider's after `text`: `{ type: 'overloaded_error', message: 'Overloaded' }`. */
export function failsInside(error: ErrorInside['error'], text = 'The answer be'): ErrorInside {
  return { kind: 'error-inside', text, error };
}

/** Nothing more comes, until the other side gives up. */
export function hangs(after: Hanging['after'] = 'nothing'): Hanging {
  return { kind: 'hanging', after };
}
