import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** A running program as the command line sees it: answers by path, and remembers what it was asked. */
export interface FarProgram {
  readonly url: string;
  readonly asked: { readonly path: string; readonly key: string; readonly body: unknown }[];
  stop(): Promise<void>;
}

/** `answers`: status and body by path; any other path is 404. */
export async function startFarProgram(
  answers: Readonly<Record<string, readonly [status: number, body: unknown]>>,
): Promise<FarProgram> {
  const asked: { path: string; key: string; body: unknown }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const path = `${request.method} ${request.url}`;
      asked.push({ path, key: request.headers.authorization ?? '', body: JSON.parse(body) });
      const [status, answer] = answers[path] ?? [404, { error: 'not found' }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
