import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publicUrlCheck } from '../../src/doctor/checks/public-url.ts';
import { httpGet } from '../../src/http-get.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { depsOf } from './patients.ts';

const LISTENER = 'http://127.0.0.1:8787';

let server: Server;
let url = '';
let answer: (response: ServerResponse) => void;
const asked: string[] = [];

beforeEach(async () => {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/base`;
});
afterEach(async () => {
  server.closeAllConnections();
  if (server.listening) await once(server.close(), 'close');
});

function look(changes: Parameters<typeof depsOf>[0] = {}) {
  return publicUrlCheck.run(depsOf({ publicUrl: { url, listener: LISTENER }, get: httpGet, ...changes }));
}

describe('the public address', () => {
  it('that leads here is well', async () => {
    answer = (response) => response.end('{"status":"ok"}');
    expect(await look()).toEqual([
      { about: 'public address', state: 'ok', detail: `${url} leads here`, fix: null },
    ]);
    expect(asked).toEqual(['GET /base/healthz']);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    [
      'behind a tunnel that is down',
      (response) => response.writeHead(502).end('<html>'),
      'URL does not lead here: URL/healthz is answered with 502 instead of 200',
    ],
    [
      'behind a login page',
      (response) => response.writeHead(302, { location: `${url}/login` }).end(),
      'URL does not lead here: URL/healthz is answered with 302 instead of 200',
    ],
    [
      'of another program',
      (response) => response.end('<html>Welcome to nginx</html>'),
      'URL does not lead here: something else answers there',
    ],
    [
      'of another program that speaks JSON',
      (response) => response.end('{"status":"fine"}'),
      'URL does not lead here: something else answers there',
    ],
    [
      'of something that answers without end',
      (response) => {
        const more = (error?: Error | null): void => {
          if (!error) response.write('x'.repeat(65_536), more);
        };
        response.on('error', () => {});
        more();
      },
      'URL does not lead here: something else answers there',
    ],
    [
      'that drops the connection',
      (response) => response.destroy(),
      "URL can't be reached: other side closed",
    ],
  ])('%s is a problem, and the tunnel is named', async (_what, answers, detail) => {
    answer = answers;
    expect(await look()).toEqual([
      {
        about: 'public address',
        state: 'problem',
        detail: detail.replaceAll('URL', url),
        fix: `start the tunnel that leads ${url} to ${LISTENER}, or correct server.publicUrl`,
      },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('where nobody listens is a problem', async () => {
    await once(server.close(), 'close');
    const [finding] = await look();
    expect(finding?.state).toBe('problem');
    expect(finding?.detail).toMatch(/ can't be reached: .*ECONNREFUSED/);
  });

  it('that never answers is given up after 5 s', async () => {
    const clock = createFakeClock();
    const { promise: hanging, resolve } = Promise.withResolvers<void>();
    answer = () => resolve();
    const looking = look({ clock });
    await hanging;
    clock.advance(4_999);
    clock.advance(1);
    expect((await looking)[0]?.detail).toBe(`${url} can't be reached: no answer within 5 s`);
    expect(clock.pending).toBe(0);
  });

  it('is not tried while the program does not run: nothing could answer', async () => {
    expect((await look({ running: false }))[0]?.state).toBe('unknown');
    expect(asked).toEqual([]);
  });

  it('that is not configured is no finding', async () => {
    expect(await look({ publicUrl: null })).toEqual([]);
  });
});
