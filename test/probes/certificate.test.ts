import net from 'node:net';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/duration.ts';
import { NOTHING_MEASURED } from '../../src/core/probe.ts';
import { createRedactor } from '../../src/core/redact.ts';
import { Secret } from '../../src/core/secret.ts';
import { certificateProbe } from '../../src/probes/certificate.ts';
import { judgeCertificates } from '../../src/probes/certificate/judge.ts';
import type { Certificate, Looked } from '../../src/probes/certificate/look.ts';
import { certificateSchema } from '../../src/probes/certificate/schema.ts';
import { targetOf } from '../../src/probes/certificate/target.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { createFarEnds, plainDeps, runContext, showing, tlsFile } from './far-end.ts';

const NOW = Date.UTC(2026, 10, 22);
const RULES = { name: 'certs', days: 14, severity: 'warning', labels: {}, remote: true } as const;
const WELL: Certificate = {
  issuer: 'R11',
  validFrom: NOW - 30 * DAY_MS,
  validTo: NOW + 60 * DAY_MS,
  nameFits: true,
  chain: null,
};

function seen(changes: Partial<Certificate>, name = 'example.org'): Looked {
  const target = targetOf(name);
  if (target === null) throw new Error(`no target: ${name}`);
  return { outcome: 'seen', target, certificate: { ...WELL, ...changes } };
}

function unreachable(name: string): Looked {
  const target = targetOf(name);
  if (target === null) throw new Error(`no target: ${name}`);
  return { outcome: 'unreachable', target, detail: 'connection refused' };
}

describe('a certificate is judged', () => {
  it.each<[string, Partial<Certificate>, string | null, string]>([
    ['with time enough', {}, null, '60 days left'],
    ['with exactly as many days as it must have', { validTo: NOW + 14 * DAY_MS }, null, '14 days left'],
    ['an hour later', { validTo: NOW + 14 * DAY_MS - HOUR_MS }, 'warning', 'expires in 13 days'],
    ['with 3 days left', { validTo: NOW + 3 * DAY_MS }, 'warning', 'expires in 3 days'],
    ['with less', { validTo: NOW + 3 * DAY_MS - HOUR_MS }, 'critical', 'expires in 2 days'],
    ['with hours left', { validTo: NOW + HOUR_MS }, 'critical', 'expires in 1 hour'],
    ['expired', { validTo: NOW - DAY_MS, chain: 'CERT_HAS_EXPIRED' }, 'critical', 'has expired'],
    ['of another name', { nameFits: false }, 'warning', 'is for another name'],
    ['not valid yet', { validFrom: NOW + HOUR_MS }, 'warning', 'not valid yet'],
    ['self-signed', { chain: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'warning', 'self-signed'],
    ['with half a chain', { chain: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'warning', 'chain is not complete'],
    [
      'with an expired intermediate',
      { chain: 'CERT_HAS_EXPIRED' },
      'warning',
      'one of its chain, has expired',
    ],
    ['with a code nobody knows', { chain: 'SOMETHING_NEW' }, 'warning', 'SOMETHING_NEW'],
  ])('%s', (_what, changes, severity, says) => {
    const outcome = judgeCertificates([seen(changes)], RULES, NOW);
    if (outcome.verdict === 'unmeasured') throw new Error(outcome.detail);
    const [finding] = outcome.findings;
    expect(outcome.verdict).toBe(severity === null ? 'pass' : 'fail');
    expect(finding?.ok === true ? null : finding?.severity).toBe(severity);
    expect(`${finding?.title}\n${finding?.evidence}`).toContain(says);
    expect(finding?.next === null).toBe(severity === null);
    expect(outcome.assertions.every(({ pass }) => pass)).toBe(severity === null);
  });

  it('together with those of other hosts, the one that ends first in front', () => {
    const outcome = judgeCertificates(
      [
        seen({}),
        seen({ validTo: NOW + 5 * DAY_MS }, 'a.example'),
        seen({ validTo: NOW - DAY_MS }, 'b.example:993'),
      ],
      RULES,
      NOW,
    );
    expect(outcome).toMatchObject({
      verdict: 'fail',
      measured: { latencyMs: null },
      findings: [
        {
          aspect: 'certificate',
          severity: 'critical',
          title: '2 certificates are not well: a.example, b.example:993',
          next: expect.stringContaining('renew it now'),
        },
      ],
    });
  });

  it('as unmeasured where one host could not be looked at and the others are well: nothing is well again', () => {
    const said =
      'b.example could not be looked at: connection refused\nexample.org: 60 days left, issued by R11';
    expect(judgeCertificates([seen({}), unreachable('b.example')], RULES, NOW)).toEqual({
      verdict: 'unmeasured',
      reason: 'unreachable',
      detail: said,
      retryAfterMs: null,
      measured: { ...NOTHING_MEASURED, output: said },
    });
  });

  it('as failing where one is not well, together with what could not be looked at', () => {
    const looks = [unreachable('b.example'), seen({}), seen({ validTo: NOW - DAY_MS }, 'c.example')];
    expect(judgeCertificates(looks, RULES, NOW)).toMatchObject({
      verdict: 'fail',
      findings: [
        {
          ok: false,
          title: 'The certificate of c.example has expired',
          evidence: expect.stringMatching(
            /^c\.example: expired .*\nb\.example could not.*\nexample\.org: 60 days/,
          ),
        },
      ],
      assertions: [
        { type: 'looked-at', pass: false, reason: expect.stringContaining('b.example could not be') },
        { type: 'days-left', pass: true },
        { type: 'trusted', pass: true },
        { type: 'days-left', pass: false },
        { type: 'trusted', pass: true },
      ],
    });
  });

  it('as unmeasured where no host could be looked at', () => {
    expect(judgeCertificates([unreachable('a.example'), unreachable('b.example')], RULES, NOW)).toMatchObject(
      {
        verdict: 'unmeasured',
        reason: 'unreachable',
        detail: expect.stringContaining('a.example'),
        retryAfterMs: null,
      },
    );
  });
});

describe('a host is', () => {
  it.each<[string, string | null]>([
    ['example.org', 'example.org 443'],
    ['mail.example.org:993', 'mail.example.org 993'],
    ['127.0.0.1:8443', '127.0.0.1 8443'],
    ['[::1]:8443', '::1 8443'],
    ['https://example.org', null],
    ['::1', null],
    ['example.org:0', null],
    ['example.org:70000', null],
    ['a b', null],
  ])('%s', (text, expected) => {
    const target = targetOf(text);
    expect(target === null ? null : `${target.host} ${target.port}`).toBe(expected);
  });
});

describe('the certificate probe', () => {
  const farEnds = createFarEnds();
  let clock: FakeClock;

  beforeEach(() => {
    clock = createFakeClock(NOW);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await farEnds.close();
  });

  function probe(entry: Readonly<Record<string, unknown>>, publicUrl: string | null = null) {
    const parsed = certificateSchema.parse({ type: 'certificate', ...entry });
    return certificateProbe.create('certs', parsed, plainDeps(clock, { publicUrl }));
  }

  it.each<[string, string, Readonly<Record<string, unknown>>, string, string]>([
    [
      'trusts an own authority',
      'server',
      { ca: tlsFile('ca.pem') },
      'pass',
      'issued by Pithead test authority',
    ],
    ['trusts nobody it does not know', 'server', {}, 'fail', 'authority is not known here'],
    ['sees that one has expired', 'expired', { ca: tlsFile('ca.pem') }, 'fail', 'expired 690 days ago'],
    ['sees another name', 'other', { ca: tlsFile('ca.pem') }, 'fail', 'for another name'],
    ['sees one that signed itself', 'self-signed', {}, 'fail', 'self-signed'],
  ])('%s', async (_what, certificate, entry, verdict, says) => {
    const port = await farEnds.listen(tls.createServer(showing(certificate)));
    const outcome = await probe({ host: `localhost:${port}`, ...entry }).run(runContext(clock));
    expect(outcome.verdict).toBe(verdict);
    expect(JSON.stringify(outcome)).toContain(says);
  });

  it('trusts no more where the environment has TLS switched off', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const port = await farEnds.listen(tls.createServer(showing('self-signed')));
    const outcome = await probe({ host: `localhost:${port}` }).run(runContext(clock));
    expect(outcome).toMatchObject({
      verdict: 'fail',
      findings: [{ title: expect.stringContaining('self-signed') }],
    });
  });

  it('shows no configured secret that stands in a certificate', async () => {
    const port = await farEnds.listen(tls.createServer(showing('server')));
    const redact = createRedactor([new Secret('test authority')]);
    const parsed = certificateSchema.parse({
      type: 'certificate',
      host: `localhost:${port}`,
      ca: tlsFile('ca.pem'),
    });
    const outcome = await certificateProbe
      .create('certs', parsed, plainDeps(clock, { redact }))
      .run(runContext(clock));
    expect(JSON.stringify(outcome)).toContain('issued by Pithead [redacted]');
  });

  it('judges by the clock that it is given', async () => {
    const port = await farEnds.listen(tls.createServer(showing('server')));
    clock = createFakeClock(Date.UTC(2099, 11, 31));
    const outcome = await probe({ host: `127.0.0.1:${port}`, ca: tlsFile('ca.pem') }).run(runContext(clock));
    expect(outcome).toMatchObject({ verdict: 'fail', findings: [{ severity: 'critical' }] });
    expect(JSON.stringify(outcome)).toContain('expires in 1 day');
  });

  it('is unmeasured where nobody listens, and where what listens speaks no TLS', async () => {
    const closed = await farEnds.closedPort();
    const plain = await farEnds.listen(net.createServer((socket) => void socket.end('220 hello\r\n')));
    const outcome = await probe({ hosts: [`127.0.0.1:${closed}`, `127.0.0.1:${plain}`] }).run(
      runContext(clock),
    );
    expect(outcome).toMatchObject({
      verdict: 'unmeasured',
      reason: 'unreachable',
      detail: expect.stringMatching(/connection refused[^]*TLS failed/),
    });
  });

  it('gives a host up that is silent, by the clock', async () => {
    const { promise: connected, resolve } = Promise.withResolvers<net.Socket>();
    const port = await farEnds.listen(net.createServer(resolve));
    const running = probe({ host: `127.0.0.1:${port}`, timeout: '4s' }).run(runContext(clock));
    await connected;
    clock.advance(4_000);
    expect(await running).toMatchObject({
      verdict: 'unmeasured',
      detail: expect.stringContaining('within 4 s'),
    });
    expect(clock.pending).toBe(0);
  });

  it('rejects when it is stopped meanwhile', async () => {
    const { promise: connected, resolve } = Promise.withResolvers<net.Socket>();
    const port = await farEnds.listen(net.createServer(resolve));
    const stop = new AbortController();
    const running = probe({ host: `127.0.0.1:${port}` }).run(runContext(clock, { signal: stop.signal }));
    await connected;
    stop.abort(new Error('stopping'));
    await expect(running).rejects.toThrow('stopping');
    expect(clock.pending).toBe(0);
  });

  it('looks at the host of the public address where none is named', () => {
    expect(probe({}, 'https://hooks.example.org/pithead')).toMatchObject({
      labels: { host: 'hooks.example.org' },
      remote: true,
      schedule: '0 9 * * *',
    });
    expect(probe({}, 'https://hooks.example.org:8443').setup(NOW).settings).toContain(
      'hooks.example.org:8443',
    );
  });

  it.each([null, 'http://hooks.example.org'])('says what to do where that is %s', (publicUrl) => {
    expect(() => probe({}, publicUrl)).toThrow(/probe certs: .*`host: example.org`.*server\.publicUrl/);
  });

  it('says which file is no authority', () => {
    expect(() => probe({ host: 'a.example', ca: '/nowhere/ca.pem' })).toThrow('ENOENT');
    expect(() => probe({ host: 'a.example', ca: tlsFile('README.md') })).toThrow('it has no line');
  });
});
