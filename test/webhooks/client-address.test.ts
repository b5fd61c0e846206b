import { BlockList } from 'node:net';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { clientAddress, listed, rateKey } from '../../src/webhooks/client-address.ts';
import { corpusFile } from './corpora.ts';

function ranges(...texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', prefix = ''] = text.split('/');
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

describe('the corpus of X-Forwarded-For', () => {
  const CASES = z
    .array(
      z.object({
        id: z.string(),
        peer: z.string(),
        headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
        trusted_proxies: z.array(z.string()),
        expect_client: z.string(),
      }),
    )
    .parse(JSON.parse(corpusFile('http', 'x-forwarded-for.json').toString()));

  it('is there', () => expect(CASES).toHaveLength(11));

  test.each(CASES)('$id', ({ id, peer, headers, trusted_proxies, expect_client }) => {
    const trusted = trusted_proxies.length === 0 ? null : ranges(...trusted_proxies);
    const client = clientAddress(peer, [headers['x-forwarded-for'] ?? []].flat(), trusted);
    // Pithead has no client certificates by header: those headers are not looked at, and the peer is the client.
    if (id === 'mtls-spoof') expect(client).toBe(peer);
    else expect(client).toBe(expect_client === 'reject' ? null : expect_client);
  });
});

const TRUSTED = ranges('127.0.0.1/32', '::1/128', '10.0.0.0/8', 'fd00::/8');

describe('the client of a request', () => {
  test.each<[string, string | undefined, readonly string[], string | null]>([
    ['a mapped peer counts as IPv4', '::ffff:127.0.0.1', ['198.51.100.7'], '198.51.100.7'],
    ['a mapped hop counts as IPv4', '127.0.0.1', ['::ffff:198.51.100.7'], '198.51.100.7'],
    ['a mapped hop in hex is recognised as trusted', '127.0.0.1', ['192.0.2.1, ::ffff:a00:1'], '192.0.2.1'],
    ['a hop with a port', '127.0.0.1', ['198.51.100.7:51034'], '198.51.100.7'],
    ['IPv6 in brackets with a port', '127.0.0.1', ['[2001:DB8:0:0::7]:443'], '2001:db8::7'],
    ['IPv6 in brackets', '::1', ['[2001:db8::7]'], '2001:db8::7'],
    ['IPv6 as it is', '::1', ['2001:0db8:0000::0007'], '2001:db8::7'],
    ['a zone is left out', '::1', ['fe80::1%eth0'], 'fe80::1'],
    [
      'a chain of our own proxies',
      '127.0.0.1',
      ['203.0.113.1, 198.51.100.7', '10.1.2.3, fd00::5'],
      '198.51.100.7',
    ],
    ['garbage left of the client is not read', '127.0.0.1', ['<script>, 198.51.100.7'], '198.51.100.7'],
    ['garbage at the nearest hop', '127.0.0.1', ['198.51.100.7, unknown'], null],
    ['an empty hop', '127.0.0.1', ['198.51.100.7,'], null],
    ['an IPv4 address in brackets', '127.0.0.1', ['[198.51.100.7]'], null],
    ['a port that is none', '127.0.0.1', ['198.51.100.7:port'], null],
    ['an address with leading zeros', '127.0.0.1', ['198.051.100.007'], null],
    ['a very long hop', '127.0.0.1', [' '.repeat(10_000) + '198.51.100.7'], null],
    [
      'more trusted hops than anybody has',
      '127.0.0.1',
      [Array.from({ length: 40 }, () => '10.0.0.1').join(',')],
      null,
    ],
    ['a stranger as peer is believed nothing', '203.0.113.9', ['198.51.100.7'], '203.0.113.9'],
    ['no peer any more', undefined, [], null],
  ])('%s', (_, peer, header, client) => expect(clientAddress(peer, header, TRUSTED)).toBe(client));

  it('an address that could not be read is on no list', () => {
    const everybody = ranges('0.0.0.0/0', '::/0');
    expect([
      listed(everybody, null),
      listed(everybody, '192.0.2.1'),
      listed(everybody, '2001:db8::1'),
    ]).toEqual([false, true, true]);
  });
});

describe('the key of a rate limit', () => {
  test.each([
    ['198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::2:3:4:5', '2001:db8:0:0::/64'],
    ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ])('%s: %s', (address, key) => expect(rateKey(address)).toBe(key));
});
