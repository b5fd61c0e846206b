import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseDuration } from '../core/duration.ts';

/** A sender's delivery id has 200 characters at most. */
export const LONGEST_ID = 200;
const MOST = 500;

const idParams = z.object({ id: z.string() });

export function idOf(request: FastifyRequest): string {
  return idParams.parse(request.params).id;
}

/** How many rows a list has, from a query. */
export function limitOf(shown: number) {
  return z.coerce.number().int().min(1).max(MOST).default(shown);
}
export const LIMIT_RULE = `limit must be a number from 1 to ${MOST}`;

/** How far back a list goes, in milliseconds, from a query like `since=7d`. */
export function sinceOf(usual: string) {
  return z
    .string()
    .default(usual)
    .transform((text) => parseDuration(text))
    .pipe(z.number());
}
