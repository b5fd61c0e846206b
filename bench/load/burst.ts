import { z } from 'zod';
import type { Lane, Load, OpenClient } from './client.ts';

export const burstResult = z.object({
  seconds: z.number(),
  /** How many answers had which status. */
  statuses: z.record(z.string(), z.int()),
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** How much of one core this process used: near 1 it would be what is measured. */
  cpuShare: z.number(),
});
export type BurstResult = z.infer<typeof burstResult>;

/** Sends posts that were made before the watch started, as fast as they are answered. Rejects where a connection breaks. */
export async function sendBurst(open: OpenClient, load: Load): Promise<BurstResult> {
  const { requests } = load;
  const { promise: sent, resolve, reject } = Promise.withResolvers<void>();
  const client = await open(load, reject);
  const latencies = new Float64Array(requests);
  const statuses = new Map<string, number>();
  let next = 0;
  let answered = 0;

  const cpu = process.cpuUsage();
  const began = performance.now();
  for (const lane of client.lanes) sendNext(lane);
  await sent;
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  client.close();

  latencies.sort();
  return {
    seconds,
    statuses: Object.fromEntries(statuses),
    p50Ms: latencies[Math.floor(requests * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(requests * 0.99)] ?? 0,
    cpuShare: (user + system) / 1e6 / seconds,
  };

  function sendNext(lane: Lane): void {
    const index = next++;
    if (index >= requests) return;
    const sentAt = performance.now();
    lane(index, (status) => {
      latencies[index] = performance.now() - sentAt;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      answered += 1;
      if (answered === requests) resolve();
      else sendNext(lane);
    });
  }
}

/** Makes this process send what its parent asks for, and end with it. */
export function serveBursts(send: (message: unknown) => Promise<BurstResult>): void {
  process.once('disconnect', () => process.exit());
  process.on('message', (message) => {
    void send(message).then((result) => process.send?.(result));
  });
}
