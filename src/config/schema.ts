import { z } from 'zod';
import { alertRulesShape } from '../alerts/schema.ts';
import type { ChannelAdapter, ChannelSchema } from '../bots/channel-adapter.ts';
import { discordId } from '../bots/discord/id.ts';
import { ROLES } from '../core/chat.ts';
import { SEVERITIES } from '../core/event.ts';
import { ledgerShape, workflowSchema } from '../ledger/schema.ts';
import { APIS } from '../llm/index.ts';
import { canaryEntrySchema } from '../probes/canary/schema.ts';
import { PROBES } from '../probes/index.ts';
import { connectionSchema, deadmanSchema, heartbeatSchema } from '../watch/schema.ts';
import { isRange } from '../webhooks/ranges.ts';
import { nameSchema } from './name.ts';

const PORT_RULE = { error: 'must be a port, 0 to 65535' };
const port = z
  .union(
    [z.int(PORT_RULE).min(0, PORT_RULE).max(65_535, PORT_RULE), z.string().regex(/^\d{1,5}$/, PORT_RULE)],
    PORT_RULE,
  )
  .refine((value) => Number(value) <= 65_535, PORT_RULE);

function listener(description: string, defaultPort: number) {
  return z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
      port: port.default(defaultPort).describe('0: any free one'),
    })
    .describe(description);
}

/** `server.publicUrl`. */
export const publicUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .refine((text) => !/[?#]/.test(text), { error: 'must have no query and no fragment' });

const serverSchema = z
  .strictObject({
    public: listener('`/hooks/*` and `/healthz`: the only thing a tunnel should expose', 8787).prefault({}),
    private: listener('everything else', 8788).prefault({}),
    publicUrl: publicUrlSchema
      .optional()
      .describe('the address senders reach the public listener at, for those that sign it'),
    trustedProxies: z
      .array(z.string().refine(isRange, { error: 'must be an address or a network like 10.0.0.0/8' }))
      .default([])
      .describe('whose X-Forwarded-For is believed, right to left'),
    clock: z
      .enum(['checked', 'trust'])
      .default('checked')
      .describe('`trust`: no check that the clock is synchronised'),
  })
  .prefault({})
  .describe('where the program listens');

const storageSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*:.+$/, { error: 'must be like sqlite:data/pithead.db' })
  .default('sqlite:data/pithead.db')
  .describe('`sqlite:PATH`, relative to this file');

const timezoneSchema = z
  .string()
  .refine(isTimezone, { error: 'is no time zone; write one like Europe/Berlin or UTC' })
  .optional()
  .describe("the zone of times in messages and schedules; default: the machine's");

const WRONG_TELEGRAM_ID =
  'must be a Telegram user id, a number like 123456789; `npx pithead init` finds it for you';
const telegramId = z.union([z.int().positive(), z.string().regex(/^\d{1,20}$/, WRONG_TELEGRAM_ID)], {
  error: WRONG_TELEGRAM_ID,
});
const operatorSchema = z
  .strictObject({
    telegram: telegramId.optional().describe('Telegram user id'),
    discord: discordId.optional().describe('Discord user id, in quotes'),
    role: z.enum(ROLES).describe('what this person may do'),
  })
  .refine((operator) => operator.telegram !== undefined || operator.discord !== undefined, {
    error: 'must have `telegram` or `discord`: an operator is known by an id there',
  });

const routeSchema = z.strictObject({
  name: nameSchema.describe('unique among the routes'),
  source: z
    .string()
    .optional()
    .describe('one of `sources`, or one of our own: canary, ledger, pithead; default: any'),
  when: z.string().min(1).optional().describe('a CEL condition over `event`; default: every event'),
  to: z.array(z.string()).min(1, { error: 'must name at least one channel' }).describe('names of channels'),
  severity: z.enum(SEVERITIES).optional().describe("default: the event's own"),
  message: z
    .strictObject({
      title: z.string().min(1).describe('Liquid, one line'),
      body: z.string().optional().describe('Liquid, may have several lines'),
      link: z.string().optional().describe('Liquid that gives an http or https address'),
    })
    .optional()
    .describe('default: a built-in message for the sender'),
});

const alertsSchema = z
  .strictObject({
    ...alertRulesShape,
    connection: connectionSchema.optional(),
    deadman: deadmanSchema.optional(),
    heartbeat: heartbeatSchema.optional(),
  })
  .prefault({})
  .describe('who hears of what is not well, when and how loud; and how you learn that this program is dead');

const ledgerSchema = z
  .strictObject({
    ...ledgerShape,
    timezone: timezoneSchema.describe('the zone of budgets; default: as everything else'),
  })
  .prefault({})
  .describe('what calls of models cost: budgets, prices, digests');

/** An entry of `providers`, by its `api`. */
const providerSchema = z.discriminatedUnion('api', firstAndRest(APIS.map(({ schema }) => schema)));

/** An entry of `probes`, by its `type`. */
const probeSchema = z.discriminatedUnion('type', firstAndRest(PROBES.map(({ schema }) => schema)));

/** The whole file. `channel` and `source` are the schemas that the adapters and schemes bring. */
export function configSchema<Channel extends z.ZodType, Source extends z.ZodType>(
  channel: Channel,
  source: Source,
) {
  return z.strictObject({
    server: serverSchema,
    storage: storageSchema,
    timezone: timezoneSchema,
    channels: z.record(nameSchema, channel).optional().describe('where messages go; default: one `console`'),
    operators: z
      .record(nameSchema, operatorSchema)
      .default({})
      .describe('who may give commands; nobody else gets an answer'),
    sources: z
      .record(nameSchema, source)
      .optional()
      .describe(
        'who may send webhooks, to `/hooks/NAME`; default: one `demo`, with a secret made at the first start',
      ),
    routes: z
      .array(routeSchema)
      .default([])
      .describe(
        'every route that matches delivers, to each channel once, as the first one says; with none, every event goes to every channel',
      ),
    alerts: alertsSchema,
    providers: z.record(nameSchema, providerSchema).default({}).describe('whom models are asked at'),
    workflows: z
      .record(nameSchema, workflowSchema)
      .default({})
      .describe('what calls models and reports it, each charged for itself'),
    ledger: ledgerSchema,
    canaries: z
      .record(nameSchema, canaryEntrySchema)
      .default({})
      .describe(
        'prompts that run: a file `prompts/canaries/NAME.md` that names a provider runs by itself, others where they are named here',
      ),
    probes: z
      .record(nameSchema, probeSchema)
      .default({})
      .describe('what else is looked at again and again: web pages, certificates, the way in, the machine'),
  });
}

/** The union of all channels' schemas. */
export function channelSchema(adapters: readonly ChannelAdapter[]) {
  const schemas: readonly ChannelSchema[] = adapters.map((adapter) => adapter.schema);
  return z.discriminatedUnion('type', firstAndRest(schemas));
}

function firstAndRest<T>(members: readonly T[]): [T, ...T[]] {
  const [first, ...rest] = members;
  if (first === undefined) throw new Error('a union must have a member');
  return [first, ...rest];
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
