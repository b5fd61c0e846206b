import type { LookupAddress } from 'node:dns';
import { afterEach, describe, expect, it } from 'vitest';
import { httpProbe } from '../../src/probes/http.ts';
import { ask, type HttpRequest } from '../../src/probes/http/ask.ts';
import { fetchOnce } from '../../src/probes/http/fetch.ts';
import { LeadsInside, outsideOnly, type Resolve } from '../../src/probes/http/outside-only.ts';
import { redirected } from '../../src/probes/http/redirect.ts';
import { httpSchema } from '../../src/probes/http/schema.ts';
import { isInside, isOwnNetwork } from '../../src/probes/own-network.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createFarEnds, plainDeps, runContext } from './far-end.ts';

const POST: HttpRequest = {
  url: new URL('https://a.example/x'),
  method: 'POST',
  headers: { authorization: 's3cret' },
  body: 'b',
  ca: null,
  outsideOnly: false,
};
const INSIDE = 'it leads into our own network: ';

/** Who is asked next, or why nobody is. */
function nextOf(
  request: HttpRequest,
  status: number,
  location: string | null,
  fromInside = false,
): string | null {
  const next = redirected(request, { status, location, fromInside, body: '', complete: true });
  if (next === null) return null;
  if (!next.followed) return next.why;
  const { method, url, headers, body } = next.request;
  return `${method} ${url.href} ${headers['authorization']} ${body}`;
}

describe('a redirect', () => {
  it.each<[string, number, string | null, string | null]>([
    ['asks anew with GET', 303, '/y', 'GET https://a.example/y s3cret null'],
    ['repeats what was posted at the same place', 307, '/y', 'POST https://a.example/y s3cret b'],
    ['takes no header to another host', 302, 'https://b.example/', 'GET https://b.example/ undefined null'],
    ['takes no header to another port', 302, '//a.example:444/', 'GET https://a.example:444/ undefined null'],
    [
      'leads from https to no http',
      302,
      'http://a.example/',
      'it leads from https to http: http://a.example/',
    ],
    [
      'has nobody post to another host',
      308,
      'https://b.example/c?d',
      'it would have us post elsewhere: https://b.example/c',
    ],
    ['leads not to this machine', 307, 'https://127.0.0.1:1/v1/x', `${INSIDE}https://127.0.0.1:1/v1/x`],
    ['leads not there by a number', 302, 'https://2130706433/', `${INSIDE}https://127.0.0.1/`],
    ['leads not there by no address', 302, 'https://0/', `${INSIDE}https://0.0.0.0/`],
    [
      'leads not there by another family',
      302,
      'https://[::ffff:127.0.0.1]',
      `${INSIDE}https://[::ffff:7f00:1]/`,
    ],
    ['leads not to our own network', 302, 'https://nas.local/', `${INSIDE}https://nas.local/`],
    ['leads not to our VPN', 302, 'https://100.100.1.1/', `${INSIDE}https://100.100.1.1/`],
    ['leads to no other protocol', 302, 'ftp://a.example/', 'it leads to no http or https address'],
    ['leads nowhere with half an address', 302, 'https://', 'it leads to no http or https address'],
    ['is none without an address', 302, null, null],
    ['is none with another status', 304, '/y', null],
  ])('%s', (_what, status, location, expected) => {
    expect(nextOf(POST, status, location)).toBe(expected);
  });

  it('leads from our own network into it, and never with what it was asked with', () => {
    const request = { ...POST, url: new URL('http://pi.local/') };
    expect(nextOf(request, 302, 'http://nas.local/', true)).toBe('GET http://nas.local/ undefined null');
    expect(nextOf(request, 307, 'http://nas.local/', true)).toBe(
      'it would have us post elsewhere: http://nas.local/',
    );
  });

  it('from outside has names looked up with care, and all that come after it', () => {
    const answer = { status: 302, location: 'https://b.example', body: '', complete: true };
    const outside = redirected(POST, { ...answer, fromInside: false });
    expect(outside).toMatchObject({ request: { outsideOnly: true } });
    const after = redirected({ ...POST, outsideOnly: true }, { ...answer, fromInside: true });
    expect(after).toMatchObject({ request: { outsideOnly: true } });
    expect(redirected(POST, { ...answer, fromInside: true })).toMatchObject({
      request: { outsideOnly: false },
    });
  });
});

function lookedUp(found: string | LookupAddress[], error: Error | null = null) {
  const resolve: Resolve = (_host, _options, done) => done(error, found, 4);
  return new Promise((told) => {
    outsideOnly(resolve)('a.example', {}, (...said) => told(said));
  });
}

describe('a name that only leads outside', () => {
  it('is told as it was found', async () => {
    const all = [{ address: '1.1.1.1', family: 4 }];
    expect(await lookedUp('1.1.1.1')).toEqual([null, '1.1.1.1', 4]);
    expect(await lookedUp(all)).toEqual([null, all, 4]);
    const error = new Error('ENOTFOUND');
    expect(await lookedUp('', error)).toEqual([error, '', 4]);
  });

  it.each<[string | LookupAddress[]]>([
    ['127.0.0.1'],
    ['100.64.0.1'],
    [
      [
        { address: '1.1.1.1', family: 4 },
        { address: 'fd00::1', family: 6 },
      ],
    ],
  ])('fails where it leads to %j', async (found) => {
    expect(await lookedUp(found)).toEqual([expect.any(LeadsInside), found, 4]);
  });
});

describe('an address that is watched', () => {
  const farEnds = createFarEnds();
  const clock = createFakeClock();
  afterEach(() => farEnds.close());

  it('can not have us post to our own listener', async () => {
    const got: string[] = [];
    const ours = await farEnds.http((request, response) => {
      got.push(`${request.method} ${request.url}`);
      response.end();
    });
    const location = `http://127.0.0.1:${ours}/v1/canaries/a/run`;
    const port = await farEnds.http((_request, response) => response.writeHead(307, { location }).end());
    const entry = {
      type: 'http',
      url: `http://127.0.0.1:${port}/`,
      method: 'POST',
      follow: true,
      status: ['2xx', '3xx'],
    };
    const outcome = await httpProbe
      .create('shop', httpSchema.parse(entry), plainDeps(clock))
      .run(runContext(clock));
    const said = `HTTP 307 Temporary Redirect in 0 ms, a redirect that is not followed: it would have us post elsewhere: ${location}`;
    expect(got).toEqual([]);
    expect(outcome).toMatchObject({
      verdict: 'fail',
      findings: [{ ok: false, title: 'shop answers 307', next: expect.stringContaining('as `url`') }],
      assertions: [{ type: 'status', pass: false, reason: said }],
    });
  });

  it('is an answer that fails where the name that it leads to is one of our own network', async () => {
    const port = await farEnds.http((request, response) => {
      response.writeHead(302, { location: `http://localhost:${String(request.socket.localPort)}/` }).end();
    });
    const url = new URL(`http://127.0.0.1:${port}/`);
    const options = { follow: true, timeoutMs: 1_000, judgesBody: true };
    const deps = { clock, redact: (text: string) => text };
    const { signal } = new AbortController();
    const fetched = await fetchOnce({ ...POST, url, outsideOnly: true }, options, deps, signal);
    expect(fetched).toMatchObject({
      outcome: 'answered',
      status: 302,
      place: url.href,
      redirects: 0,
      refused: `${INSIDE}http://localhost:${port}/`,
    });
  });

  it('is not asked where a name that must lead outside does not', async () => {
    const port = await farEnds.http((_request, response) => response.end());
    const request: HttpRequest = {
      ...POST,
      method: 'GET',
      body: null,
      url: new URL(`http://localhost:${port}/`),
    };
    const asked = (only: boolean) =>
      ask({ ...request, outsideOnly: only }, new AbortController().signal, () => {});
    expect(await asked(false)).toMatchObject({ status: 200, fromInside: true });
    await expect(asked(true)).rejects.toThrow(LeadsInside);
  });
});

describe('is in our own network', () => {
  it.each([
    'localhost',
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '[::1]',
    'fd00::1',
    'fe80::1',
    'pi.local',
    'nas',
    '::ffff:10.0.0.1',
    '0.0.0.0',
    '[::]',
    '[::ffff:7f00:1]',
    'localhost.',
    'nas.',
  ])('%s', (host) => {
    expect(isOwnNetwork(host)).toBe(true);
  });
  it.each([
    'example.org',
    '172.32.0.1',
    '100.64.0.1',
    '1.1.1.1',
    '[2606:4700::1111]',
    'local.example',
    'not-local.example',
  ])('but not %s', (host) => {
    expect(isOwnNetwork(host)).toBe(false);
  });
});

it.each([
  ['100.64.0.1', true],
  ['[::ffff:100.127.0.1]', true],
  ['nas.local', true],
  ['100.128.0.1', false],
  ['shop.example', false],
])('a stranger must not send us to %s: %s', (host, expected) => {
  expect(isInside(host)).toBe(expected);
});
