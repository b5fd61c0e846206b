import type { TraceId } from './ids.ts';
import type { Json } from './json.ts';
import type { UnmeasuredReason } from './probe.ts';

/** A tool that a model may call. `parameters` is a JSON Schema. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Json;
}

/** One question to a model. */
export interface ModelCall {
  readonly model: string;
  readonly system: string | null;
  readonly prompt: string;
  /** The most tokens of an answer, reasoning included. */
  readonly maxTokens: number;
  /** `null`: the provider's own default, which some models insist on. */
  readonly temperature: number | null;
  readonly tools: readonly ModelTool[];
  /** From the call to the end of the answer, by the clock. */
  readonly timeoutMs: number;
  /** Goes along as `traceparent`. */
  readonly traceId: TraceId;
  /** Hears of the first token, milliseconds after the call. */
  readonly firstToken?: (ttftMs: number) => void;
}

/** A call that a model asked for. `arguments` is the text as it came, JSON if the model did well. Untrusted. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** What a model answered, as far as it came. All texts are untrusted. */
export interface ModelAnswer {
  readonly output: string;
  readonly toolCalls: readonly ToolCall[];
  /** The model's id as the answer names it. */
  readonly model: string | null;
  /** OpenAI's `system_fingerprint`. */
  readonly fingerprint: string | null;
  /** In OpenAI's words, whoever answered: `stop`, `length`, `tool_calls`, `content_filter`; else as it came. */
  readonly finishReason: string | null;
  /** The provider's own usage object, as it came. */
  readonly usage: Json;
  /** To the last byte. */
  readonly latencyMs: number;
  /** To the first piece of text, reasoning or tool call; `null`: none came. */
  readonly ttftMs: number | null;
}

/** Why an answer is none: it was asked, and what came back can't be used. */
export type BrokenAnswer = 'timed-out' | 'cut-off' | 'not-json' | 'no-choices';

/** What came of a question. */
export type Asked =
  | { readonly outcome: 'answered'; readonly answer: ModelAnswer }
  /** `answer` has what came before it broke. */
  | {
      readonly outcome: 'broken';
      readonly reason: BrokenAnswer;
      readonly detail: string;
      readonly answer: ModelAnswer;
    }
  /**
   * It could not be asked. `retryAfterMs`: the provider's own wish, a day at most; `null` where it said nothing.
   * `answer`: what came before an error inside an answer that had begun, and may have cost money.
   */
  | {
      readonly outcome: 'unmeasured';
      readonly reason: UnmeasuredReason;
      readonly detail: string;
      readonly retryAfterMs: number | null;
      readonly answer?: ModelAnswer;
    };

/** One configured provider. */
export interface ModelProvider {
  /** Its key under `providers`. */
  readonly name: string;
  /** The kind of API it speaks: `openai`, `anthropic`. */
  readonly api: string;
  /** True where nothing that it does costs money. */
  readonly free: boolean;
  /** Name or address of the machine that is asked. */
  readonly host: string;
  /** What of its configuration decides who answers, in a line without secrets: the API and its address. */
  readonly address: string;
  /** Asks once, without any retry of its own. Rejects only where `signal` aborts. */
  ask(call: ModelCall, signal: AbortSignal): Promise<Asked>;
}
