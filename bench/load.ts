import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { newWebhook, requestBytes } from './webhook.ts';

/** One burst of requests: so many in all, over so many kept-alive connections, one at a time on each. */
export const burst = z.object({
  url: z.url(),
  secret: z.string(),
  requests: z.int(),
  connections: z.int(),
});
export type Burst = z.infer<typeof burst>;

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

/** Posts a burst that was signed before the watch started. Rejects where a connection breaks. */
async function post({ url, secret, requests, connections }: Burst): Promise<BurstResult> {
  const { hostname, port, host } = new URL(url);
  const prepared = Array.from({ length: requests }, () => requestBytes(newWebhook(secret), host));
  const sockets = await Promise.all(
    Array.from({ length: connections }, () => connected(hostname, Number(port))),
  );
  const latencies = new Float64Array(requests);
  const statuses = new Map<string, number>();
  let sent = 0;

  const cpu = process.cpuUsage();
  const began = performance.now();
  await Promise.all(sockets.map(keepPosting));
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  for (const socket of sockets) socket.destroy();

  latencies.sort();
  return {
    seconds,
    statuses: Object.fromEntries(statuses),
    p50Ms: latencies[Math.floor(requests * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(requests * 0.99)] ?? 0,
    cpuShare: (user + system) / 1e6 / seconds,
  };

  function keepPosting(socket: Socket): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let index = -1;
    let sentAt = 0;
    let received = '';
    const next = (): void => {
      index = sent++;
      const request = prepared[index];
      if (request === undefined) return resolve();
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!isWhole(received)) return;
      latencies[index] = performance.now() - sentAt;
      const status = received.slice(9, 12);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      received = '';
      next();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed a connection')));
    next();
    return promise;
  }
}

function connected(host: string, port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host, port, noDelay: true });
  socket.once('connect', () => resolve(socket));
  socket.once('error', reject);
  return promise;
}

/** Whether a response is complete: by its length, or by the end of its chunks. */
function isWhole(response: string): boolean {
  const head = response.indexOf('\r\n\r\n');
  if (head === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(response)?.[1];
  return length === undefined ? response.endsWith('0\r\n\r\n') : response.length >= head + 4 + Number(length);
}

if (import.meta.main) {
  process.once('disconnect', () => process.exit());
  process.on('message', (message) => {
    void post(burst.parse(message)).then((result) => process.send?.(result));
  });
}
