import { z } from 'zod';
import type { Draft } from '../draft.ts';
import { NotAnAnswer } from '../failures.ts';

const usageSchema = z.record(z.string(), z.unknown()).nullish();
const text = z.string().catch('');

/** What is read of the events (https://platform.claude.com/docs/en/build-with-claude/streaming). */
const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message_start'),
    message: z.object({ model: z.string(), usage: usageSchema }),
  }),
  z.object({
    type: z.literal('content_block_start'),
    index: z.int().min(0),
    content_block: z.object({ type: z.string(), text, id: text, name: text, input: z.unknown().optional() }),
  }),
  z.object({
    type: z.literal('content_block_delta'),
    index: z.int().min(0),
    delta: z.object({ type: z.string(), text, thinking: text, partial_json: text }),
  }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: z.string().nullish() }),
    usage: usageSchema,
  }),
]);
type Event = z.infer<typeof eventSchema>;
const READ: readonly string[] = eventSchema.options.flatMap(({ shape }) => [...shape.type.values]);

/** Anthropic's reasons to stop in OpenAI's words; others stay as they came. */
const FINISH_REASONS: ReadonlyMap<string, string> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
]);
/** A usage has about a dozen at its top; more are left out. */
const MOST_USAGE_KEYS = 40;

/**
 * A function that puts the events of one answer into the draft and tells whether more are to come; it throws where one
 * is no piece of an answer.
 */
export function createReader(draft: Draft): (event: unknown) => 'more' | 'last' {
  /** Arguments of tool calls by the index of their block, as long as no piece of them has come. */
  const waiting = new Map<number, string>();
  const usage = new Map<string, unknown>();

  function spend(more: Readonly<Record<string, unknown>> | null | undefined): void {
    // Each is a sum so far; a later one leaves out what did not change.
    for (const [key, value] of Object.entries(more ?? {})) {
      if (value !== null && (usage.has(key) || usage.size < MOST_USAGE_KEYS)) usage.set(key, value);
    }
    if (usage.size > 0) draft.spend(Object.fromEntries(usage));
  }

  function read(event: Event): void {
    switch (event.type) {
      case 'message_start':
        draft.note({ model: event.message.model, begun: true });
        return spend(event.message.usage);
      case 'content_block_start':
        return start(event);
      case 'content_block_delta':
        return add(event);
      case 'message_delta': {
        const reason = event.delta.stop_reason;
        for (const [index, input] of waiting) draft.callTool(index, { arguments: input });
        waiting.clear();
        draft.note({ finishReason: FINISH_REASONS.get(reason ?? '') ?? reason });
        return spend(event.usage);
      }
    }
  }

  function start({ index, content_block: block }: Extract<Event, { type: 'content_block_start' }>): void {
    draft.say(block.text);
    if (block.type !== 'tool_use') return;
    draft.callTool(index, { id: block.id, name: block.name });
    waiting.set(index, JSON.stringify(block.input ?? {}));
  }

  function add({ index, delta }: Extract<Event, { type: 'content_block_delta' }>): void {
    switch (delta.type) {
      case 'text_delta':
        return draft.say(delta.text);
      case 'thinking_delta':
        return draft.think(delta.thinking);
      case 'input_json_delta':
        if (delta.partial_json === '') return;
        waiting.delete(index);
        return draft.callTool(index, { arguments: delta.partial_json });
    }
  }

  return (event) => {
    const { type } = typeSchema.parse(event);
    if (type === 'message_stop') return 'last';
    if (!READ.includes(type)) return 'more';
    const parsed = eventSchema.safeParse(event);
    if (!parsed.success) throw new NotAnAnswer(`an event ${type} is not of its shape`);
    read(parsed.data);
    return 'more';
  };
}

/** Events of other types come and go; they say nothing of the answer. */
const typeSchema = z.object({ type: z.string() }).catch({ type: '' });
