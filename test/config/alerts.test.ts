import { describe, expect, it } from 'vitest';
import { loadGood, problemsOf } from './load.ts';

describe('alerts', () => {
  it('left out means no rules and nothing watched', () => {
    const { config } = loadGood('timezone: UTC');
    expect(config.alerts).toEqual({ quiet: [], escalate: [], maintenance: [] });
    expect(config.watch).toEqual({ connection: null, deadman: null, heartbeat: null });
  });

  it('become rules in minutes, milliseconds and moments of the configured zone', () => {
    const { config } = loadGood(`
timezone: Europe/Berlin
channels: { ops: { type: telegram, token: "1:abcdefgh", chat: -100 }, phone: { type: console } }
alerts:
  quiet:
    - { from: "22:30", to: "07:00", days: [fri, sat], channels: [ops] }
  escalate:
    - { after: 15m, to: [phone], labels: { host: pi.local } }
  maintenance:
    - { name: move, from: 2026-12-01T20:00, until: "2026-12-01T23:30+01:00" }
    - { name: backup, schedule: "0 3 * * sun", for: 90m, labels: { host: pi.local } }
  connection: { targets: [1.1.1.1:443, "https://example.org"], every: 30s }
  heartbeat: { channel: ops }
`);
    expect(config.alerts).toEqual({
      quiet: [
        {
          from: 22 * 60 + 30,
          to: 7 * 60,
          days: [5, 6],
          severities: ['info', 'warning'],
          labels: {},
          channels: ['ops'],
        },
      ],
      escalate: [{ afterMs: 900_000, to: ['phone'], severities: ['critical'], labels: { host: 'pi.local' } }],
      maintenance: [
        {
          name: 'move',
          labels: {},
          when: { kind: 'once', from: Date.UTC(2026, 11, 1, 19), until: Date.UTC(2026, 11, 1, 22, 30) },
        },
        {
          name: 'backup',
          labels: { host: 'pi.local' },
          when: { kind: 'cron', schedule: '0 3 * * sun', lastsMs: 5_400_000 },
        },
      ],
    });
    expect(config.watch.connection).toMatchObject({ everyMs: 30_000 });
    expect(config.watch.heartbeat).toEqual({ channel: 'ops', everyMs: 300_000 });
  });

  it("keep the address of a dead man's switch out of everything that is shown, also where it is written out", () => {
    const { config } = loadGood('alerts: { deadman: { url: "https://hc-ping.com/1b0c-4d2e" } }');
    expect(config.secrets.map((secret) => secret.reveal())).toEqual(['https://hc-ping.com/1b0c-4d2e']);
    expect(JSON.stringify(config.watch)).not.toContain('1b0c');
  });

  it('take no heartbeat in a channel that can not edit it', () => {
    const said = /console channel, whose messages can't be edited; name another one$/;
    for (const channels of ['', 'channels: { ops: { type: console } }']) {
      const channel = channels === '' ? 'console' : 'ops';
      expect(problemsOf(`${channels}\nalerts: { heartbeat: { channel: ${channel} } }`)).toEqual([
        expect.stringMatching(said),
      ]);
    }
  });

  it('are refused with what to write instead', () => {
    const problems = problemsOf(`
timezone: Europe/Berlin
channels: { ops: { type: console } }
sources:
  github: { scheme: github, secrets: [abcdef], expect: soon }
alerts:
  quite: []
  quiet:
    - { from: 22, to: "7:00", channels: [opps] }
  escalate:
    - { after: 10s, to: [phone] }
  maintenance:
    - { name: both, from: 2026-12-01T20:00, schedule: "0 3 * * *" }
    - { name: neither }
    - { name: endless, from: 2026-12-01T20:00 }
    - { name: backwards, from: 2026-12-01T20:00, until: 2026-12-01T19:00 }
    - { name: never, from: 2026-02-30T20:00, until: 2026-03-01T19:00 }
    - { name: seconds, schedule: "0 0 3 * * *", for: 1h }
    - { name: long, schedule: "0 3 * * *", for: 48h }
  connection: { targets: [one.example] }
  heartbeat: { channel: opps }
`);
    const expected = [
      /^5 sources\.github\.expect: a duration such as 24h/,
      /^7 alerts\.quite: unknown key "quite": did you mean "quiet"\?$/,
      /^9 alerts\.quiet\[0\]\.from: must be a time like "22:00", in quotes$/,
      /^9 alerts\.quiet\[0\]\.to: must be a time of two digits each, like "07:00"$/,
      /^9 alerts\.quiet\[0\]\.channels\[0\]: unknown channel "opps": did you mean "ops"\?$/,
      /^11 alerts\.escalate\[0\]\.after: must be a duration like 15m, 1m to 7d$/,
      /^11 alerts\.escalate\[0\]\.to\[0\]: unknown channel "phone"/,
      /^13 alerts\.maintenance\[0\]\.name: needs either `from` and `until`, or `schedule` and `for`$/,
      /^14 alerts\.maintenance\[1\]\.name: needs either/,
      /^15 alerts\.maintenance\[2\]\.until: is missing: a window must end$/,
      /^16 alerts\.maintenance\[3\]\.until: must be after `from`$/,
      /^17 alerts\.maintenance\[4\]\.from: there is no such moment as 2026-02-30T20:00$/,
      /^18 alerts\.maintenance\[5\]\.schedule: is no cron expression of five fields/,
      /^19 alerts\.maintenance\[6\]\.for: must be a duration like 30m, 1m to 1d$/,
      /^20 alerts\.connection\.targets/,
      /^21 alerts\.heartbeat\.channel: unknown channel "opps": did you mean "ops"\?$/,
    ];
    for (const pattern of expected) expect(problems).toContainEqual(expect.stringMatching(pattern));
  });

  it.each([
    ['alerts: []', 'alerts: must be a mapping of keys to values, not a list'],
    [
      'alerts: { quiet: { from: "22:00" } }',
      'alerts.quiet: must be a list of entries like - { from: "22:00", to: "07:00" }',
    ],
    [
      'alerts: { quiet: ["22:00"] }',
      'alerts.quiet[0]: must be a mapping like { from: "22:00", to: "07:00" }',
    ],
    [
      'alerts: { quiet: }',
      'alerts.quiet: is empty: remove it or fill it in; it must be a list of entries like - { from: "22:00", to: "07:00" }',
    ],
    [
      'alerts: { quiet: [{ from: , to: "07:00" }] }',
      'alerts.quiet[0].from: is empty: fill it in; it must be a time like "22:00", in quotes',
    ],
    [
      'alerts: { quiet: [{ from: "22:00", to: "07:00", severities: [] }] }',
      'alerts.quiet[0].severities: must name at least one severity: info, warning, critical',
    ],
    [
      'alerts: { quiet: [{ from: "22:00", to: "07:00", days: [] }] }',
      'alerts.quiet[0].days: must name at least one day: mon, tue, wed, thu, fri, sat, sun',
    ],
    [
      'alerts: { escalate: { after: 15m } }',
      'alerts.escalate: must be a list of entries like - { after: 15m, to: [phone] }',
    ],
    [
      'alerts: { maintenance: nightly }',
      'alerts.maintenance: must be a list of entries like - { name: backup, schedule: "0 3 * * sun", for: 30m }',
    ],
    [
      'alerts: { deadman: https://x.example }',
      'alerts.deadman: must be a mapping like { url: "${DEADMAN_URL}" }',
    ],
    ['alerts: { heartbeat: ops }', 'alerts.heartbeat: must be a mapping like { channel: ops }'],
    [
      'alerts: { connection: [one.example:443] }',
      'alerts.connection: must be a mapping like { targets: [1.1.1.1:443, "https://example.org"] }',
    ],
    [
      'alerts: { connection: { targets: [1.1.1.1:443, "https://example.org"], every: 1d } }',
      'alerts.connection.every: must be a duration from 10s to 1h, like 1m',
    ],
  ])('%s is refused with an example', (yaml, problem) => {
    expect(problemsOf(yaml)).toEqual([`1 ${problem}`]);
  });
});
