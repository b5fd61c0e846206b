import { sayDuration } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import { part, say } from './say.ts';
import { sayNoSuch } from './say-no-such.ts';

const MAX_NAME = 60;
const HOW_TO_BEGIN = [
  'Give a workflow a name and a key under workflows: in pithead.yaml, and have it report what its calls used to POST /v1/usage.',
  'examples/ shows the five lines for the OpenAI and Anthropic SDKs, n8n and curl.',
];

/** Of a workflow that there is not: which was probably meant, or how to begin where there is none. */
export function sayNoWorkflow(name: string, names: readonly string[], command: string): Message {
  if (names.length === 0) return say('No workflow is configured', HOW_TO_BEGIN);
  return say(sayNoSuch('workflow ', name, names, command));
}

/** Of a span in which no call was booked. */
export function sayNothingBooked(workflow: string | null, sinceMs: number): Message {
  const of = workflow === null ? '' : ` of ${part(workflow, MAX_NAME)}`;
  return say(`No call${of} was booked in the last ${sayDuration(sinceMs)}`, HOW_TO_BEGIN);
}
