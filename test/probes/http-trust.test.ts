import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRedactor } from '../../src/core/redact.ts';
import { Secret } from '../../src/core/secret.ts';
import { httpProbe } from '../../src/probes/http.ts';
import { httpSchema } from '../../src/probes/http/schema.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createFarEnds, plainDeps, runContext, tlsFile } from './far-end.ts';

const SECRET = 'hunter2-hunter2';
const redact = createRedactor([new Secret(SECRET)]);
const farEnds = createFarEnds();
let clock: FakeClock;

beforeEach(() => {
  clock = createFakeClock();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await farEnds.close();
});

type Entry = Readonly<Record<string, unknown>>;

function asked(url: string, entry: Entry = {}) {
  const parsed = httpSchema.parse({ type: 'http', url, ...entry });
  return httpProbe.create('shop', parsed, plainDeps(clock, { redact })).run(runContext(clock));
}

async function served(answer: RequestListener, entry: Entry = {}) {
  return asked(`http://127.0.0.1:${await farEnds.http(answer)}/health`, entry);
}

const echo: RequestListener = (request, response) =>
  void response.end(`${'x'.repeat(110)} ${String(request.headers['x-api-key'])}`);
const ok: RequestListener = (_request, response) => void response.end();

describe('a configured secret that is echoed', () => {
  const entry = { headers: { 'x-api-key': SECRET }, assert: [{ type: 'equals', value: 'ok' }] };

  it('is in nothing that is judged, told or kept', async () => {
    const outcome = await served(echo, entry);
    expect(outcome).toMatchObject({ measured: { output: expect.stringContaining('x [redacted]') } });
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
  });

  it('is not in the place that a redirect leads to', async () => {
    const outcome = await served(
      (request, response) =>
        void response.writeHead(request.url === '/health' ? 302 : 500, { location: `/${SECRET}` }).end(),
      { follow: true },
    );
    expect(JSON.stringify(outcome)).toContain('/[redacted]');
  });

  it('is not half in it where the body is cut', async () => {
    const whole = 262_144 + 4_096;
    const outcome = await served(
      (_request, response) => void response.end(`${'x'.repeat(whole - 7)}${SECRET}${'x'.repeat(9_999)}`),
      { assert: [{ type: 'not-contains', value: 'hunter' }] },
    );
    expect(outcome).toMatchObject({ verdict: 'pass' });
  });

  it('is not half in what is kept of a body that no assertion reads', async () => {
    const outcome = await served(
      (_request, response) => void response.end(`${'x'.repeat(1_990)}${SECRET}${'x'.repeat(9_999)}`),
    );
    if (outcome.verdict === 'unmeasured') throw new Error(outcome.detail);
    expect(outcome.measured.output.slice(1_990)).toBe('[redacted…');
  });
});

it('says a place of a redirect in a line, however long that is', async () => {
  const outcome = await served(
    (request, response) => {
      const location = `/${'x'.repeat(15_000)}`;
      response.writeHead(request.url?.startsWith('/x') === true ? 500 : 302, { location }).end();
    },
    { follow: true },
  );
  const [status] = outcome.verdict === 'fail' ? outcome.assertions : [];
  expect(status?.reason).toMatch(/^HTTP 500 .*, after 1 redirect to http:\/\/127\.0\.0\.1:\d+\/x+…$/);
  expect(status?.reason).toHaveLength(300);
});

describe('TLS', () => {
  it('is not switched off by the environment', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const port = await farEnds.https('self-signed', ok);
    const outcome = await asked(`https://localhost:${port}/`);
    expect(outcome).toMatchObject({
      verdict: 'fail',
      assertions: [{ reason: expect.stringContaining('self-signed') }],
    });
  });

  it.each<[string, string, Entry, RegExp]>([
    ['passes an own authority', 'server', { ca: tlsFile('ca.pem') }, /"pass"/],
    [
      'fails an authority that nobody knows',
      'server',
      {},
      /TLS failed: its (authority is not|chain is not complete)/,
    ],
    [
      'fails what has expired',
      'expired',
      { ca: tlsFile('ca.pem') },
      /TLS failed: the certificate, .*has expired/,
    ],
    [
      'fails another name',
      'other',
      { ca: tlsFile('ca.pem') },
      /TLS failed: the certificate is for another name/,
    ],
    ['fails what signed itself', 'self-signed', {}, /TLS failed: the certificate is self-signed/],
  ])('%s', async (_what, certificate, entry, says) => {
    const port = await farEnds.https(certificate, ok);
    const outcome = await asked(`https://localhost:${port}/`, entry);
    expect(JSON.stringify(outcome)).toMatch(says);
  });
});
