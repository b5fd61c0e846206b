import type { ModelTool, ToolCall } from '../../core/model.ts';
import type { UsageBuckets } from '../../core/usage.ts';

/** What assertions judge: one answer of a model, or a response body, which has no tokens and no tools. Texts are untrusted. */
export interface Subject {
  readonly output: string;
  readonly toolCalls: readonly ToolCall[];
  /** What the model was allowed to call. */
  readonly tools: readonly ModelTool[];
  /** To the last byte. */
  readonly latencyMs: number;
  /** To the first token; `null`: none came, or there are none. */
  readonly ttftMs: number | null;
  /** As the answer names it. */
  readonly model: string | null;
  readonly fingerprint: string | null;
  /** In OpenAI's words. */
  readonly finishReason: string | null;
  /** `null`: none came, or none that can be read. */
  readonly usage: UsageBuckets | null;
  /** Pico-USD; `null`: not known. */
  readonly costPico: bigint | null;
  /** How long the probe's passing runs of the last 14 days took, in milliseconds, oldest first; without this one. */
  readonly baseline: readonly number[];
}
