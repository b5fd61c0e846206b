import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request on its way through. What a test changes in it, the program gets. */
export interface Passing {
  readonly method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A tunnel of the tests: it has a public address, and leads what comes there to a program. */
export interface Tunnel {
  readonly url: string;
  /** What came to it, each as `METHOD path`. */
  readonly got: readonly string[];
  /** Where the program's public listener is. */
  to: string;
  /** Instead of leading a request on; `true`: it was answered. */
  answer: ((response: ServerResponse, request: Passing) => boolean) | null;
  /** Called with each request before that goes on. */
  pass: ((request: Passing) => void | Promise<void>) | null;
  /** As nothing is changed, answered or held back. */
  mend(): void;
  close(): Promise<void>;
}

export async function startTunnel(): Promise<Tunnel> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    response.on('error', () => {});
    void lead(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');

  async function lead(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    const passing: Passing = { method, path, headers: { ...headers }, body: await bodyOf(request) };
    got.push(`${method} ${path}`);
    if (tunnel.answer?.(response, passing) === true) return;
    await tunnel.pass?.(passing);
    const { body } = passing;
    const length = String(body.length);
    const onward = ask(`${tunnel.to}${passing.path}`, {
      method,
      headers: { ...passing.headers, 'content-length': length },
      agent: false,
    });
    onward.on('error', () => response.destroy());
    onward.on('response', (back) => {
      response.writeHead(back.statusCode ?? 502, back.headers);
      back.pipe(response);
    });
    onward.end(body);
  }

  const tunnel: Tunnel = {
    url: `http://127.0.0.1:${address.port}`,
    got,
    to: '',
    answer: null,
    pass: null,
    mend() {
      tunnel.answer = null;
      tunnel.pass = null;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return tunnel;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
