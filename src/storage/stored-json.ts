import { z } from 'zod';
import { errorText } from '../core/error-text.ts';
import { CARD_CHANGES } from '../core/incident.ts';
import type { Json } from '../core/json.ts';
import { readJson } from '../core/read-json.ts';

export const StoredPlace = z.record(z.string(), z.string());
export const StoredLabels = z.record(z.string(), z.string());
export const StoredNames = z.array(z.string());
export const StoredEscalation = z.object({ since: z.number(), done: z.array(z.string()) });

const Threshold = z.object({ n: z.int().positive(), of: z.int().positive() });

export const StoredPolicy = z.object({
  fire: Threshold,
  resolve: Threshold,
  quietMs: z.number().nullable(),
  tell: z.enum(['at-once', 'when-over']),
});

export const StoredDeed = z.object({ by: z.string(), at: z.number() });

export const StoredMute = z.object({
  until: z.number(),
  by: z.string(),
  reason: z.string().nullable(),
  target: z.string().nullable(),
});

export const StoredAnnouncement = z.object({
  version: z.int(),
  at: z.number(),
  change: z.enum(CARD_CHANGES),
  loud: z.boolean(),
  reply: z.object({ title: z.string(), body: z.string(), silent: z.boolean() }).nullable(),
  also: z.array(z.string()),
});

export const StoredAssertions = z.array(
  z.object({ type: z.string(), pass: z.boolean(), reason: z.string() }),
);

/** A part that is missing is one that an older version did not know. */
const SetupPart = z.string().nullable().default(null);
/** A `ProbeSetup` but for the prompt, which has a column of its own. */
export const StoredSetup = z.object({
  assertions: SetupPart,
  provider: SetupPart,
  settings: SetupPart,
  price: SetupPart,
});

/** Whatever JSON can say. */
export const StoredJson = z.custom<Json>();

/** What a column holds. Throws where that is none of ours; `what` names the place: `incident 0k2…, policy`. */
export function parseStored<T>(schema: z.ZodType<T>, text: string, what: string): T {
  try {
    return schema.parse(readJson(text));
  } catch (cause) {
    throw unreadable(what, cause);
  }
}

/** A row of plain values. Throws where it is none of ours; `what` names it: `run of pong at 1764331200000`. */
export function parseRow<T>(schema: z.ZodType<T>, row: object, what: string): T {
  const parsed = schema.safeParse(row);
  if (!parsed.success) throw unreadable(what, parsed.error);
  return parsed.data;
}

/** A column with JSON of this shape, for `parseRow`. */
export function jsonColumn<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return readJson(text);
      } catch (error) {
        context.addIssue(errorText(error));
        return z.NEVER;
      }
    })
    .pipe(schema);
}

function unreadable(what: string, cause: unknown): Error {
  const why = cause instanceof z.ZodError ? z.prettifyError(cause) : errorText(cause);
  return new Error(`the database holds what can't be read: ${what}: ${why}`, { cause });
}
