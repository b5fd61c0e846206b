import { z } from 'zod';
import type { Draft } from '../draft.ts';
import { NotAnAnswer } from '../failures.ts';

const text = z.string().nullish();

const toolCallSchema = z.object({
  index: z.int().min(0).nullish(),
  id: text,
  function: z.object({ name: text, arguments: text }).nullish(),
});

/**
 * A part of a content that is no text alone: Mistral's models think in such parts, which have parts of their own.
 * https://docs.mistral.ai/capabilities/reasoning
 */
const partSchema = z.object({
  type: z.string(),
  text: z.string().catch(''),
  thinking: z.union([z.string(), z.array(z.object({ text: z.string().catch('') }))]).catch(''),
});
type Part = z.infer<typeof partSchema>;

/** `delta` of a stream, `message` of a whole answer. */
const pieceSchema = z.object({
  content: z.union([z.string(), z.array(partSchema)]).nullish(),
  refusal: text,
  /** DeepSeek's and llama.cpp's word for what a model thinks; the other is Ollama's, Groq's and OpenRouter's. */
  reasoning_content: text,
  reasoning: text,
  tool_calls: z.array(toolCallSchema).nullish(),
});

const choiceSchema = z.object({
  delta: pieceSchema.nullish(),
  message: pieceSchema.nullish(),
  finish_reason: text,
});

/** What is read of a chunk, or of a whole answer; servers leave out and add much. */
const chunkSchema = z
  .object({
    model: text,
    system_fingerprint: text,
    choices: z.array(choiceSchema).nullish(),
    usage: z.unknown().optional(),
    /** Groq's place for the usage, where it was not asked for. */
    x_groq: z.object({ usage: z.unknown().optional() }).nullish(),
  })
  .refine(({ choices, usage }) => Array.isArray(choices) || (typeof usage === 'object' && usage !== null));

/** Puts a chunk into the draft; throws where it is no piece of an answer. */
export function readChunk(chunk: unknown, draft: Draft): void {
  const parsed = chunkSchema.safeParse(chunk);
  if (!parsed.success) throw new NotAnAnswer('a piece of the answer is JSON, but no chat completion');
  const { model, system_fingerprint: fingerprint, choices, usage, x_groq } = parsed.data;
  const choice = choices?.[0];
  draft.note({ model, fingerprint, begun: choice !== undefined });
  draft.spend(x_groq?.usage);
  draft.spend(usage);
  if (choice === undefined) return;
  const piece = choice.delta ?? choice.message ?? {};
  draft.think(piece.reasoning_content ?? piece.reasoning ?? '');
  readContent(piece.content ?? '', draft);
  draft.say(piece.refusal ?? '');
  for (const call of piece.tool_calls ?? []) {
    // Gemini sends whole calls without an index.
    draft.callTool(call.index ?? draft.nextTool, { ...call.function, id: call.id });
  }
  draft.note({ finishReason: inOwnWords(choice.finish_reason) });
}

function readContent(content: string | readonly Part[], draft: Draft): void {
  if (typeof content === 'string') return draft.say(content);
  for (const { type, text, thinking } of content) {
    if (type === 'text') draft.say(text);
    if (type !== 'thinking') continue;
    draft.think(typeof thinking === 'string' ? thinking : thinking.map((part) => part.text).join(''));
  }
}

/** Servers that know no tools yet have the name of before. */
function inOwnWords(finishReason: string | null | undefined): string | null | undefined {
  return finishReason === 'function_call' ? 'tool_calls' : finishReason;
}
