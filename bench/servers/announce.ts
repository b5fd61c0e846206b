import type { Server } from 'node:http';

/** Listens on a free port, tells the parent where, and ends when the parent does. */
export function announce(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    process.send?.({ url: `http://127.0.0.1:${address.port}` });
  });
  process.once('disconnect', () => process.exit());
}
