import { validateDetailed } from 'node-cron';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS, parseDuration } from '../core/duration.ts';
import { SEVERITIES } from '../core/event.ts';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
/** What Temporal reads: a local time, or one with an offset. */
const MOMENT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?$/;
const LABEL = /^[a-z][a-z0-9_-]{0,31}$/;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** A window is looked for minute by minute over so long. */
const LONGEST_WINDOW_MS = DAY_MS;
const LONGEST_ESCALATION_MS = 7 * DAY_MS;

/** A text like `15m` between two durations, both inclusive. */
function duration(leastMs: number, mostMs: number, example: string) {
  const most = mostMs % DAY_MS === 0 ? `${mostMs / DAY_MS}d` : `${mostMs / HOUR_MS}h`;
  const error = `must be a duration like ${example}, ${leastMs / MINUTE_MS}m to ${most}`;
  return z.string({ error }).refine(
    (text) => {
      const ms = parseDuration(text);
      return ms !== null && ms >= leastMs && ms <= mostMs;
    },
    { error },
  );
}

const time = z
  .string({ error: 'must be a time like "22:00", in quotes' })
  .regex(TIME, { error: 'must be a time of two digits each, like "07:00"' });
const severities = z.array(z.enum(SEVERITIES)).min(1, {
  error: `must name at least one severity: ${SEVERITIES.join(', ')}`,
});
const labels = z
  .record(
    z.string().regex(LABEL, { error: 'a label has lower-case letters, digits, "-" and "_"' }),
    z.string(),
  )
  .default({})
  .describe('only what bears all these labels, like `{ host: pi.local }`; default: anything');
const channels = z.array(z.string()).min(1, { error: 'must name at least one channel' });

const QUIET_LIKE = '{ from: "22:00", to: "07:00" }';
const quiet = z.strictObject(
  {
    from: time.describe('when it begins, in the configured zone'),
    to: time.describe('when it ends; at or before `from` is the next day'),
    days: z
      .array(z.enum(DAYS))
      .min(1, { error: `must name at least one day: ${DAYS.join(', ')}` })
      .default([...DAYS])
      .describe('days on which it begins'),
    severities: severities.default(['info', 'warning']).describe('of what severities messages make no sound'),
    labels,
    channels: channels.optional().describe('default: every channel'),
  },
  { error: ofWrongShape(`must be a mapping like ${QUIET_LIKE}`) },
);

const ESCALATE_LIKE = '{ after: 15m, to: [phone] }';
const escalate = z.strictObject(
  {
    after: duration(MINUTE_MS, LONGEST_ESCALATION_MS, '15m').describe(
      'how long nobody has acknowledged it, like 15m',
    ),
    to: channels.describe('channels that get it besides'),
    severities: severities.default(['critical']).describe('of what severities'),
    labels,
  },
  { error: ofWrongShape(`must be a mapping like ${ESCALATE_LIKE}`) },
);

const MAINTENANCE_LIKE = '{ name: backup, schedule: "0 3 * * sun", for: 30m }';
const maintenance = z
  .strictObject(
    {
      name: z.string().min(1).max(63).describe('what people read of it'),
      labels,
      from: moment().optional().describe('a single window: when it begins'),
      until: moment().optional().describe('a single window: when it ends'),
      schedule: z
        .string()
        .optional()
        .describe('windows again and again: a cron expression of when they begin, like `0 3 * * sun`'),
      for: duration(MINUTE_MS, LONGEST_WINDOW_MS, '30m').optional().describe('how long each of them lasts'),
    },
    { error: ofWrongShape(`must be a mapping like ${MAINTENANCE_LIKE}`) },
  )
  .check((context) => {
    const { from, until, schedule, for: lasts } = context.value;
    const problem = (path: string, message: string): void => {
      context.issues.push({ code: 'custom', message, path: [path], input: context.value });
    };
    const once = from !== undefined || until !== undefined;
    const again = schedule !== undefined || lasts !== undefined;
    if (once === again) problem('name', 'needs either `from` and `until`, or `schedule` and `for`');
    else if (once && from === undefined) problem('from', 'is missing: when does the window begin?');
    else if (once && until === undefined) problem('until', 'is missing: a window must end');
    else if (again && schedule === undefined) problem('schedule', 'is missing: when do the windows begin?');
    else if (again && lasts === undefined)
      problem('for', 'is missing: how long does a window last, like 30m?');
    if (schedule !== undefined && !isCron(schedule)) {
      problem('schedule', 'is no cron expression of five fields like `0 3 * * sun`');
    }
  });

/** What `alerts:` says about who hears of an incident, when and how loud. */
export const alertRulesShape = {
  quiet: z
    .array(quiet, { error: `must be a list of entries like - ${QUIET_LIKE}` })
    .max(50)
    .default([])
    .describe('hours in which messages make no sound'),
  escalate: z
    .array(escalate, { error: `must be a list of entries like - ${ESCALATE_LIKE}` })
    .max(50)
    .default([])
    .describe('to whom an incident goes besides where nobody acknowledged it in time'),
  maintenance: z
    .array(maintenance, { error: `must be a list of entries like - ${MAINTENANCE_LIKE}` })
    .max(50)
    .default([])
    .describe('when trouble is expected and nobody is called'),
} as const;

const rules = z.object(alertRulesShape);
export type ValidRules = z.infer<typeof rules>;

function moment() {
  const error = 'must be a date and time like 2026-12-01T20:00, in the configured zone, or with an offset';
  return z.string({ error }).regex(MOMENT, { error });
}

/** Five fields: seconds are no use for windows of minutes. */
function isCron(text: string): boolean {
  return text.trim().split(/\s+/).length === 5 && validateDetailed(text).valid;
}

/** For what is no mapping at all; what is wrong inside of one has words of its own. */
function ofWrongShape(text: string): z.core.$ZodErrorMap {
  return ({ code }) => (code === 'invalid_type' ? text : undefined);
}
