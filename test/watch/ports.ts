import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** A TCP port on loopback that can be opened and closed again. */
interface Port {
  readonly target: string;
  readonly connections: () => number;
  open(): Promise<void>;
  close(): Promise<void>;
}

async function createPort(): Promise<Port> {
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

/** The two targets of a connection, lost and found together, or each by itself. */
export interface Targets {
  readonly ports: readonly [Port, Port];
  readonly names: string[];
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function createTargets(): Promise<Targets> {
  const ports = [await createPort(), await createPort()] as const;
  return {
    ports,
    names: ports.map(({ target }) => target),
    async cut() {
      for (const port of ports) await port.close();
    },
    async mend() {
      for (const port of ports) await port.open();
    },
  };
}
