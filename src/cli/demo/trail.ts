import { z } from 'zod';
import type { Program } from './program.ts';

const eventsSchema = z.array(
  z.object({ id: z.string(), deliveries: z.array(z.object({ state: z.string() })) }),
);
const traceSchema = z.object({ steps: z.array(z.object({ step: z.string(), detail: z.string() })) });
/** As many as `/v1/events` gives at most. */
const ALL = 500;

/** Every event the program has, and whether all channels have it. */
export async function eventsOf(program: Program, signal: AbortSignal): Promise<ReadonlyMap<string, boolean>> {
  const events = eventsSchema.parse(await get(`${program.privateUrl}/v1/events?limit=${ALL}`, signal));
  return new Map(
    events.map(({ id, deliveries }) => [
      id,
      deliveries.length > 0 && deliveries.every(({ state }) => state === 'delivered'),
    ]),
  );
}

/** Why the program refused a request, in its own word; the caller was not told. */
export async function whyRefused(
  program: Program,
  requestId: string | null,
  signal: AbortSignal,
): Promise<string> {
  const trace = traceSchema.safeParse(await get(`${program.privateUrl}/v1/trace/${requestId ?? ''}`, signal));
  const refused = trace.data?.steps.find(({ step }) => step === 'refused');
  return refused === undefined ? 'no reason found' : (/^\d+ ([\w-]+)/.exec(refused.detail)?.[1] ?? 'unknown');
}

async function get(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal });
  return response.json();
}
