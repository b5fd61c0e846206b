import { z } from 'zod';
import type { ModelTool, ToolCall } from '../../core/model.ts';
import type { Assertion, Checked } from './assertion.ts';
import type { Spend } from './budget.ts';
import { compileSchema } from './json-schema.ts';
import { parseJson } from './parse-json.ts';
import { quote, quoteAll } from './quote.ts';

/** Calls of one answer that are looked at. */
const MOST_CALLS = 50;

const schema = z.strictObject({
  type: z
    .literal('is-valid-openai-tools-call')
    .describe('the model calls tools, each one that it was offered, with arguments as its schema says'),
});

export const isValidOpenaiToolsCall = {
  type: 'is-valid-openai-tools-call',
  schema,
  aspect: 'answer',
  compile: () => ({
    check: ({ toolCalls, tools, output }, spend) => {
      if (toolCalls.length === 0) return { holds: false, reason: `calls no tool; it is ${quote(output)}` };
      if (tools.length === 0) return { holds: null, reason: 'calls a tool, but the canary has no `tools`' };
      if (toolCalls.length > MOST_CALLS)
        return { holds: false, reason: `calls ${toolCalls.length} tools at once` };
      const wrong = toolCalls
        .map((call) => checkCall(call, tools, spend))
        .find(({ holds }) => holds !== true);
      return (
        wrong ?? { holds: true, reason: `calls ${quoteAll(toolCalls.map(({ name }) => name))} as asked` }
      );
    },
  }),
} as const satisfies Assertion<typeof schema>;

function checkCall(call: ToolCall, tools: readonly ModelTool[], spend: Spend): Checked {
  const name = quote(call.name, 64);
  const tool = tools.find((each) => each.name === call.name);
  if (tool === undefined)
    return { holds: false, reason: `calls ${name}, which is none of the canary's tools` };
  const compiled = compileSchema(tool.parameters);
  if ('problem' in compiled)
    return { holds: null, reason: `calls ${name}, whose schema is bad: ${compiled.problem}` };
  const parsed = parseJson(call.arguments, spend);
  if (!parsed.ok) {
    return { holds: parsed.checked.holds, reason: `calls ${name} with what ${parsed.checked.reason}` };
  }
  const error = compiled.schema.errorOf(parsed.value, spend);
  return error === null
    ? { holds: true, reason: `calls ${name} as asked` }
    : { holds: false, reason: `calls ${name} with wrong arguments: ${error}` };
}
