import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHANNELS } from '../../src/bots/index.ts';
import { loadConfig, parseConfig } from '../../src/config.ts';
import { eventOf } from '../routing/event.ts';
import { directoryWith, loadGood } from './load.ts';

describe('with nothing configured', () => {
  it.each(['', '# only a comment\n', 'channels:\nsources:\nroutes:\n'])('all is default: %j', (yaml) => {
    const loaded = loadGood(yaml);
    const { dir } = loaded;
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        server: {
          public: { host: '127.0.0.1', port: 8787 },
          private: { host: '127.0.0.1', port: 8788 },
          publicUrl: null,
          trustedProxies: [],
          clock: 'checked',
        },
        storage: { engine: 'sqlite', location: join(dir, 'data/pithead.db') },
        dataDir: join(dir, 'data'),
        channels: [{ name: 'console', entry: { type: 'console' } }],
        operators: [],
        demo: true,
        routes: [],
        secrets: [],
      },
    });
  });

  it('needs no file', () => {
    expect(loadConfig({ cwd: directoryWith({}), env: {} })).toMatchObject({
      ok: true,
      file: null,
      config: { demo: true },
    });
  });

  it('but a file that was asked for must be there', () => {
    const dir = directoryWith({});
    for (const options of [{ path: 'other.yaml', env: {} }, { env: { PITHEAD_CONFIG: 'other.yaml' } }]) {
      const loaded = loadConfig({ cwd: dir, ...options });
      expect(loaded).toMatchObject({ ok: false, file: join(dir, 'other.yaml') });
      expect(loaded).toMatchObject({ problems: [{ message: "can't be read (ENOENT)" }] });
    }
  });
});

const FULL = `
server:
  public:  { host: 127.0.0.1, port: 8787 }
  private: { host: 127.0.0.1, port: "\${PRIVATE_PORT}" }
  publicUrl: https://hooks.example.org/
  trustedProxies: [127.0.0.1/32, "::1/128"]
  clock: trust
storage: sqlite:data/pithead.db
timezone: Europe/Berlin

channels:
  terminal: { type: console }

operators:
  ada: { telegram: 111, discord: "112233445566778899", role: admin }

sources:
  github:    { scheme: github, secrets: ["\${GH_NEW}", "\${GH_OLD}"] }
  replicate: { scheme: standard-webhooks, secrets: ["\${REPLICATE_SECRET}"] }
  n8n:       { scheme: bearer, secrets: ["\${file:n8n.token}"], allow: [10.0.0.0/8], limit: 60/min }
  door:
    scheme: hmac
    secrets: ["\${DOOR_KEY}"]
    hmac:
      header: x-signature
      algorithm: sha256
      encoding: hex
      prefix: "sha256="
      key: utf8
      payload: "{timestamp}.{body}"
      timestamp: { header: x-timestamp, unit: s }
      tolerance: 300
      id: { header: x-id }
      type: { header: x-event }
    dedup: 24h

routes:
  - name: main-pushes
    source: github
    when: event.type == "push" && event.data.ref == "refs/heads/main"
    to: [terminal]
    severity: info
    message: { title: "{{ event.data.repository.full_name }}", body: "{{ event.data.head_commit.message }}", link: "{{ event.data.compare }}" }
  - name: ours
    source: pithead
    to: [terminal]
`;
const ENV = {
  PRIVATE_PORT: '9999',
  GH_NEW: 'gh-new-secret-1',
  GH_OLD: 'gh-old-secret-2',
  REPLICATE_SECRET: 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=',
  DOOR_KEY: 'door-key-3',
};
const FILES = { 'n8n.token': 'n8n-token-from-a-file\n' };

describe('the example of the contract, as far as this version goes', () => {
  it('is resolved', () => {
    const { config } = loadGood(FULL, ENV, FILES);
    expect(config.server).toEqual({
      public: { host: '127.0.0.1', port: 8787 },
      private: { host: '127.0.0.1', port: 9999 },
      publicUrl: 'https://hooks.example.org',
      trustedProxies: ['127.0.0.1/32', '::1/128'],
      clock: 'trust',
    });
    expect(config.timezone).toBe('Europe/Berlin');
    expect(config.operators).toEqual([
      { name: 'ada', telegram: '111', discord: '112233445566778899', role: 'admin' },
    ]);
    expect([...config.sources.keys()]).toEqual(['github', 'replicate', 'n8n', 'door']);
    expect(config.sources.get('github')?.secrets.map((secret) => secret.reveal())).toEqual([
      ENV.GH_NEW,
      ENV.GH_OLD,
    ]);
    expect(config.sources.get('n8n')?.secrets[0]?.reveal()).toBe('n8n-token-from-a-file');
    expect(config.demo).toBe(false);
    expect(config.routes).toMatchObject([
      { name: 'main-pushes', source: 'github', to: ['terminal'], severity: 'info' },
      { name: 'ours', source: 'pithead', condition: null, severity: null, template: null },
    ]);
    const push = eventOf({ data: { ref: 'refs/heads/main', repository: { full_name: 'ada/engine' } } });
    expect(config.routes[0]?.condition?.(push)).toBe(true);
    expect(config.routes[0]?.template?.render(push).title).toBe('ada/engine');
  });

  it('knows every secret, and shows none when it is printed', () => {
    const { config } = loadGood(FULL, ENV, FILES);
    const known = config.secrets.map((secret) => secret.reveal());
    expect(known.toSorted()).toEqual(
      [ENV.GH_NEW, ENV.GH_OLD, ENV.REPLICATE_SECRET, ENV.DOOR_KEY, 'n8n-token-from-a-file'].toSorted(),
    );
    expect(JSON.stringify(config)).not.toMatch(/gh-new|door-key|n8n-token/);
  });
});

const CONTEXT = { env: {}, dir: '/nowhere' };

describe('a configuration given as an object', () => {
  it('is read like a file, with problems that have no line', () => {
    expect(parseConfig({ server: { public: { port: 0 } } }, CONTEXT)).toMatchObject({
      ok: true,
      config: { server: { public: { port: 0 } } },
    });
    expect(parseConfig({ chanels: {} }, CONTEXT)).toEqual({
      ok: false,
      problems: [
        {
          path: 'chanels',
          line: null,
          column: null,
          message: 'unknown key "chanels": did you mean "channels"?',
        },
      ],
    });
  });

  it('refuses one that contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop['server'] = loop;
    expect(parseConfig(loop, CONTEXT)).toMatchObject({ ok: false });
  });

  it('takes further kinds of channels and storage', () => {
    const [first] = CHANNELS;
    const schema = z.strictObject({ type: z.literal('memory') });
    const memory = {
      type: 'memory',
      schema,
      create: (...args: Parameters<typeof first.create>) => first.create(...args),
    };
    const adapters = { channels: [...CHANNELS, memory], storage: ['sqlite', 'memory'] };
    const input = { channels: { here: { type: 'memory' } }, storage: 'memory:x' };
    expect(parseConfig(input, { ...CONTEXT, adapters })).toMatchObject({
      ok: true,
      config: {
        channels: [{ name: 'here', entry: { type: 'memory' } }],
        storage: { engine: 'memory', location: 'x' },
      },
    });
    expect(parseConfig(input, CONTEXT)).toMatchObject({ ok: false });
  });

  it('has a hash that knows content from form', () => {
    const hash = hashOf('timezone: UTC\nserver: { clock: trust }\n');
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
    expect(hashOf('# moved\nserver:\n  clock: "trust"\ntimezone: UTC')).toBe(hash);
    expect(hashOf('timezone: UTC\n')).not.toBe(hash);
  });
});

function hashOf(yaml: string): string {
  return loadGood(yaml).config.hash;
}
