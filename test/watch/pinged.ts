import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { Post } from '../../src/watch/ping.ts';

/** A healthchecks-compatible service: it takes pings. */
export interface Pinged {
  readonly url: string;
  /** `POST /uuid: body`, in order. */
  readonly pings: readonly string[];
  status: number;
  /** No answer comes. */
  hangs: boolean;
  close(): Promise<void>;
}

export async function startPinged(): Promise<Pinged> {
  const pings: string[] = [];
  const held: ServerResponse[] = [];
  const server = createServer((asked, response) => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('end', () => {
      pings.push(`${asked.method} ${asked.url}: ${Buffer.concat(chunks).toString('utf8')}`);
      if (pinged.hangs) held.push(response);
      else response.writeHead(pinged.status).end('OK');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  const pinged: Pinged = {
    url: `http://127.0.0.1:${address.port}`,
    pings,
    status: 200,
    hangs: false,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return pinged;
}

/** A POST as the program would make it; its errors hold the address, as many clients' do. */
export const post: Post = (url, body, signal) =>
  new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', signal, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', (cause) => reject(new Error(`POST ${url} failed`, { cause })));
    asked.end(body);
  });
