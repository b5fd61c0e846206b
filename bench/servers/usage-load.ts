import { randomBytes, randomInt } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { z } from 'zod';

/** So many requests of so many records each, over so many kept-alive connections, one at a time on each. */
export const usageBurst = z.object({
  url: z.url(),
  key: z.string(),
  requests: z.int(),
  records: z.int(),
  connections: z.int(),
});
export type UsageBurst = z.infer<typeof usageBurst>;

export const usageResult = z.object({
  seconds: z.number(),
  /** Answers with 202. */
  accepted: z.int(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** How much of one core this process used: near 1 it would be what is measured. */
  cpuShare: z.number(),
});
type UsageResult = z.infer<typeof usageResult>;

const MODELS = ['gpt-4o-2024-08-06', 'gpt-4o-mini-2024-07-18', 'gpt-4.1', 'o3-mini'];
const PROMPTS = Array.from({ length: 20 }, () => randomBytes(8).toString('hex'));
const TRIGGERS = 2_000;

/** A call of OpenAI's as a workflow reports it; each has an id of its own. */
function newRecord() {
  const prompt = randomInt(100, 4_000);
  const completion = randomInt(1, 800);
  return {
    id: `chatcmpl-${randomBytes(15).toString('hex')}`,
    provider: 'openai',
    model: MODELS[randomInt(MODELS.length)],
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      prompt_tokens_details: { cached_tokens: randomInt(100), audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
    at: new Date().toISOString(),
    latencyMs: randomInt(200, 4_000),
    traceId: randomBytes(16).toString('hex'),
    trigger: { kind: 'webhook', id: `delivery-${randomInt(TRIGGERS)}` },
    promptHash: PROMPTS[randomInt(PROMPTS.length)],
  };
}

function newRequest({ key, records }: UsageBurst, host: string): Buffer {
  const body = JSON.stringify(records === 1 ? newRecord() : Array.from({ length: records }, newRecord));
  const head = [
    'POST /v1/usage HTTP/1.1',
    `Host: ${host}`,
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

/** Sends what was made before the watch started. Rejects where a connection breaks. */
async function post(burst: UsageBurst): Promise<UsageResult> {
  const { hostname, port, host } = new URL(burst.url);
  const prepared = Array.from({ length: burst.requests }, () => newRequest(burst, host));
  const sockets = await Promise.all(
    Array.from({ length: burst.connections }, () => connected(hostname, Number(port))),
  );
  const latencies: number[] = [];
  let accepted = 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  await Promise.all(sockets.map(keepPosting));
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  for (const socket of sockets) socket.destroy();
  latencies.sort((a, b) => a - b);
  return {
    seconds,
    accepted,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
    cpuShare: (user + system) / 1e6 / seconds,
  };

  async function keepPosting(socket: Socket): Promise<void> {
    for (let request = prepared.pop(); request !== undefined; request = prepared.pop()) {
      const sentAt = performance.now();
      const status = await answerTo(socket, request);
      latencies.push(performance.now() - sentAt);
      if (status === '202') accepted += 1;
    }
  }
}

/** The status of the whole answer: by its length, which both servers say. */
function answerTo(socket: Socket, request: Buffer): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const onClose = (): void => reject(new Error('the server closed a connection'));
  let received = '';
  const onData = (chunk: Buffer): void => {
    received += chunk.toString('latin1');
    const head = received.indexOf('\r\n\r\n');
    const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1];
    if (head === -1 || received.length < head + 4 + Number(length)) return;
    socket.off('data', onData).off('error', reject).off('close', onClose);
    resolve(received.slice(9, 12));
  };
  socket.on('data', onData).once('error', reject).once('close', onClose);
  socket.write(request);
  return promise;
}

function connected(host: string, port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host, port, noDelay: true });
  socket.once('connect', () => resolve(socket));
  socket.once('error', reject);
  return promise;
}

if (import.meta.main) {
  process.once('disconnect', () => process.exit());
  process.on('message', (message) => {
    void post(usageBurst.parse(message)).then((result) => process.send?.(result));
  });
}
