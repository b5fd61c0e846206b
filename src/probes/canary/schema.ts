import { z } from 'zod';
import { assertionSchema } from '../assertions/index.ts';
import { channelNames, cronText, severityName, timeoutText } from '../common-schema.ts';

const MOST_TOKENS = 32_768;
const MOST_TOOLS = 20;
const MOST_ASSERTIONS = 50;

const tool = z.strictObject({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,64}$/, { error: 'must have 1 to 64 letters, digits, "_" and "-"' }),
  description: z.string().default(''),
  parameters: z.record(z.string(), z.json()).describe('a JSON Schema of an object'),
});

/** What may stand in a prompt's front matter and, over it, in `canaries:` of the configuration. */
const canaryShape = {
  provider: z.string().min(1).optional().describe('one of `providers`; without one it never runs'),
  model: z.string().min(1).max(200).optional().describe('as the provider names it'),
  schedule: cronText
    .optional()
    .describe('when it runs: a cron expression in the configured zone; default: hourly'),
  timeout: timeoutText.optional().describe('how long an answer may take in all; default: 30s'),
  maxTokens: z
    .int()
    .min(1)
    .max(MOST_TOKENS)
    .optional()
    .describe('the most tokens of an answer, reasoning included; default: 256'),
  temperature: z.number().min(0).max(2).optional().describe("default: the provider's own"),
  severity: severityName.optional().describe('how bad it is when it fails; default: warning'),
  to: channelNames.optional().describe('names of the channels that hear of it; default: as the routes say'),
} as const;

/** The front matter of `prompts/canaries/NAME.md`. */
export const frontMatterSchema = z.strictObject({
  ...canaryShape,
  description: z.string().max(300).optional().describe('what it is for'),
  system: z.string().min(1).optional().describe('the system prompt'),
  tools: z.array(tool).max(MOST_TOOLS).default([]).describe('tools that the model may call'),
  assert: z
    .array(assertionSchema)
    .max(MOST_ASSERTIONS)
    .default([])
    .describe('what must be true of the answer'),
});
export type FrontMatter = z.infer<typeof frontMatterSchema>;

/** An entry of `canaries:`: runs a prompt, and says of it what the file does not, or otherwise. */
export const canaryEntrySchema = z.strictObject({
  prompt: z
    .string()
    .min(1)
    .optional()
    .describe('the name of a file in `prompts/canaries`, without `.md`; default: its own name'),
  enabled: z.boolean().default(true).describe('`false`: it does not run, whatever its file says'),
  ...canaryShape,
});
export type CanaryEntry = z.infer<typeof canaryEntrySchema>;
