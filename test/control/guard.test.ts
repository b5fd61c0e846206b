import { expect, test } from 'vitest';
import { guard, type GuardReason } from '../../src/control/guard.ts';
import { Secret } from '../../src/core/secret.ts';

const KEY = 'the-control-key';
const WORKFLOW_KEY = 'the-key-of-digest';

interface Case {
  readonly host?: string;
  readonly origin?: string;
  readonly authorization?: string;
}

function judge(
  { host, origin, authorization }: Case,
  loopback: boolean,
): GuardReason | 'in' | 'in as digest' {
  const gate = {
    ownHosts: new Set(['localhost']),
    key: new Secret(KEY),
    loopback,
    workflowOf: (key: string) => (key === WORKFLOW_KEY ? 'digest' : null),
    same: (a: string, b: string) => a === b,
  };
  const guarded = guard({ host, origin, authorization }, gate);
  if (!guarded.ok) return guarded.reason;
  return guarded.caller.kind === 'control' ? 'in' : 'in as digest';
}

test.each<[Case, ReturnType<typeof judge>]>([
  [{ host: 'localhost:8788' }, 'in'],
  [{ host: 'LOCALHOST' }, 'in'],
  [{ host: '127.0.0.1:8788' }, 'in'],
  [{ host: '127.9.9.9' }, 'in'],
  [{ host: '[::1]:8788' }, 'in'],
  [{}, 'foreign_host'],
  [{ host: '' }, 'foreign_host'],
  [{ host: 'evil.example:8788' }, 'foreign_host'],
  [{ host: 'localhost.evil.example' }, 'foreign_host'],
  [{ host: '127.0.0.1.evil.example' }, 'foreign_host'],
  [{ host: 'evil-localhost' }, 'foreign_host'],
  [{ host: 'localhost.' }, 'foreign_host'],
  [{ host: 'localhost@evil.example' }, 'foreign_host'],
  [{ host: 'localhost/evil' }, 'foreign_host'],
  [{ host: 'localhost evil' }, 'foreign_host'],
  [{ host: 'localhost\r\nx: y' }, 'foreign_host'],
  [{ host: 'localhost:1:2' }, 'foreign_host'],
  [{ host: 'localhost:http' }, 'foreign_host'],
  [{ host: 'localhost:123456' }, 'foreign_host'],
  [{ host: '2130706433' }, 'foreign_host'],
  [{ host: '0x7f.0.0.1' }, 'foreign_host'],
  [{ host: '[::1' }, 'foreign_host'],
  [{ host: '::1' }, 'foreign_host'],
  [{ host: '192.0.2.1:8788' }, 'foreign_host'],
  [{ host: 'localhost', origin: 'http://localhost' }, 'in'],
  [{ host: 'localhost', origin: 'null' }, 'foreign_origin'],
  [{ host: 'localhost', origin: '' }, 'foreign_origin'],
  [{ host: 'localhost', origin: 'https://localhost' }, 'foreign_origin'],
  [{ host: 'localhost', origin: 'http://localhost:3000' }, 'foreign_origin'],
  [{ host: 'localhost:8788', origin: 'http://127.0.0.1:8788' }, 'foreign_origin'],
  [{ host: 'localhost', origin: 'https://evil.example' }, 'foreign_origin'],
  [{ host: 'localhost', authorization: 'Bearer wrong' }, 'key_wrong'],
  [{ host: 'localhost', authorization: `Bearer ${KEY}` }, 'in'],
  [{ host: 'localhost', authorization: `Bearer ${WORKFLOW_KEY}` }, 'in as digest'],
  [{ host: 'localhost', authorization: `Bearer  ${WORKFLOW_KEY} ` }, 'key_wrong'],
  [{ host: 'localhost', authorization: 'Bearer ' }, 'key_wrong'],
])('on loopback, %j: %s', (headers, expected) => {
  expect(judge(headers, true)).toBe(expected);
});

test.each<[Case, ReturnType<typeof judge>]>([
  [{ host: '192.0.2.1:8788' }, 'key_missing'],
  [{ host: '192.0.2.1:8788', authorization: `Bearer ${KEY}` }, 'in'],
  [{ host: '192.0.2.1:8788', authorization: `bearer ${KEY}` }, 'in'],
  [{ host: '192.0.2.1:8788', authorization: '' }, 'key_wrong'],
  [{ host: '192.0.2.1:8788', authorization: 'Bearer ' }, 'key_wrong'],
  [{ host: '192.0.2.1:8788', authorization: KEY }, 'key_wrong'],
  [{ host: '192.0.2.1:8788', authorization: `Basic ${KEY}` }, 'key_wrong'],
  [{ host: '192.0.2.1:8788', authorization: `Bearer ${KEY} x` }, 'key_wrong'],
  [{ host: '192.0.2.1:8788', authorization: `Bearer ${KEY.slice(0, 5)}` }, 'key_wrong'],
  [
    { host: '192.0.2.1:8788', origin: 'http://evil.example', authorization: `Bearer ${KEY}` },
    'foreign_origin',
  ],
  [{ host: 'evil.example', authorization: `Bearer ${KEY}` }, 'foreign_host'],
])('off loopback, %j: %s', (headers, expected) => {
  expect(judge(headers, false)).toBe(expected);
});
