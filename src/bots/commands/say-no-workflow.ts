import { sayDuration } from '../../core/duration.ts';
import type { Message } from '../../core/message.ts';
import { part, say } from './say.ts';
import { sayNoSuch } from './say-no-such.ts';

const MAX_NAME = 60;
const EXAMPLES = 'examples/usage has what to paste for the OpenAI and Anthropic SDKs, n8n and curl.';
const HOW_TO_BEGIN = [
  'Give a workflow a name and a key under workflows: in pithead.yaml, and have it report what its calls used to POST /v1/usage.',
  EXAMPLES,
];
const HOW_TO_REPORT = [
  'A workflow reports what its calls used to POST /v1/usage of the private listener, with its own key.',
  EXAMPLES,
];

const OF_PROVIDERS = 'provider:';

/** Of a workflow, or a `provider:NAME`, that there is not: which was probably meant, or how to begin where there is none. */
export function sayNoWorkflow(name: string, names: readonly string[], command: string): Message {
  if (names.length === 0) return say('No workflow is configured', HOW_TO_BEGIN);
  const what = command === 'budget' && name.startsWith(OF_PROVIDERS) ? '' : 'workflow ';
  return say(sayNoSuch(what, name, names, command));
}

/** Of a span in which no call was booked. `names`: of all workflows. */
export function sayNothingBooked(
  workflow: string | null,
  sinceMs: number,
  names: readonly string[],
): Message {
  const of = workflow === null ? '' : ` of ${part(workflow, MAX_NAME)}`;
  return say(
    `No call${of} was booked in the last ${sayDuration(sinceMs)}`,
    names.length === 0 ? HOW_TO_BEGIN : HOW_TO_REPORT,
  );
}
