import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createClient, type TelegramClient } from '../../src/bots/telegram/client.ts';
import { BOT_TOKEN } from '../support/telegram/server.ts';

const NEVER = new AbortController().signal;

let server: Server;
let client: TelegramClient;
let sockets: Socket[];

beforeEach(async () => {
  sockets = [];
  server = createServer((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'keep-alive': 'timeout=2' })
      .end('{"ok":true,"result":true}');
  });
  // It never closes one by itself.
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  client = createClient({ token: BOT_TOKEN, apiRoot: `http://127.0.0.1:${port}`, ipv4: false });
});

afterEach(async () => {
  client.close();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
});

const ask = (): Promise<unknown> => client.call(NEVER, (raw, signal) => raw.deleteWebhook({}, signal));

it('is used again, and let go before the far end closes it: nothing is sent into a dead one', async () => {
  await ask();
  await ask();
  expect(sockets).toHaveLength(1);
  const [first] = sockets;
  if (first !== undefined) await once(first, 'close');
  await ask();
  expect(sockets).toHaveLength(2);
});
