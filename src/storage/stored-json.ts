import { z } from 'zod';
import { errorText } from '../core/error-text.ts';
import { CARD_CHANGES } from '../core/incident.ts';

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

/** What a column holds. Throws where that is none of ours; `what` names the place: `incident 0k2…, policy`. */
export function parseStored<T>(schema: z.ZodType<T>, text: string, what: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : errorText(cause);
    throw new Error(`the database holds what can't be read: ${what}: ${why}`, { cause });
  }
}
