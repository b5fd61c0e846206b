import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** A TCP port on loopback that can be opened and closed again. */
export interface Port {
  readonly target: string;
  readonly connections: () => number;
  open(): Promise<void>;
  close(): Promise<void>;
}

export async function createPort(): Promise<Port> {
  let server: Server | null = null;
  let connections = 0;
  let number = 0;

  async function open(): Promise<void> {
    server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
      socket.end();
    });
    server.listen(number, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no address');
    number = address.port;
  }

  await open();
  return {
    target: `127.0.0.1:${number}`,
    connections: () => connections,
    open,
    async close() {
      const closing = server;
      server = null;
      if (closing === null) return;
      closing.close();
      await once(closing, 'close');
    },
  };
}
