import { describe, expect, it, test } from 'vitest';
import { problemsOf } from './load.ts';

describe('everything that is wrong is told at once, with its line', () => {
  it('in one file', () => {
    const yaml = `
sever: {}
server:
  public: { host: 127.0.0.1, prt: 1 }
  private: { port: 70000 }
  trustedProxies: [10.0.0.0/64, nowhere]
timezone: Europe/Atlantis
timezone: UTC
storage: postgres://x
channels:
  Terminal: { type: console }
  other: { type: consoel }
operators:
  ada: { discord: 112233445566778899, role: boss }
  bob: { role: admin }
sources:
  github: { scheme: gihub, secrets: [abcdef] }
  canary: { scheme: github, secrets: [abcdef] }
  stripe: { scheme: stripe, secrets: [] }
  slack: { scheme: slack }
  door: { scheme: github, secrets: ["\${NOT_SET}", ""] }
routes:
  - name: a
    source: githb
    to: [termnal]
    when: event.typ == "push"
  - name: a
    to: []
    severity: warn
    message: { title: "{{ evnt.x }}", lnk: x }
  - to: terminal
`;
    const problems = problemsOf(yaml);
    const expected = [
      /^2 sever: unknown key "sever": did you mean "server"\?$/,
      /^4 server\.public\.prt: unknown key "prt": did you mean "port"\?$/,
      /^5 server\.private\.port: must be a port, 0 to 65535$/,
      /^6 server\.trustedProxies\[0\]: must be an address or a network/,
      /^6 server\.trustedProxies\[1\]: must be an address or a network/,
      /^8 : the key "timezone" is here twice/,
      /^9 storage: the storage "postgres" is not supported; supported: sqlite$/,
      /^11 channels\.Terminal: a name has 1 to 63 lower-case letters/,
      /^12 channels\.other\.type: unknown type "consoel": did you mean "console"\?$/,
      /^14 operators\.ada\.discord: a Discord id must stand in quotes.*lost digits$/,
      /^14 operators\.ada\.role: unknown value "boss"; known: viewer, operator, admin$/,
      /^15 operators\.bob: must have `telegram` or `discord`/,
      /^17 sources\.github\.scheme: unknown scheme "gihub": did you mean "github"\?$/,
      /^18 sources\.canary: "canary" is a name of the program's own/,
      /^19 sources\.stripe\.secrets: the secret is missing/,
      /^20 sources\.slack\.secrets: the secret is missing/,
      /^21 sources\.door\.secrets\[0\]: the secret \$\{NOT_SET\} is not set: set NOT_SET/,
      /^21 sources\.door\.secrets\[1\]: the secret is empty/,
      /^24 routes\[0\]\.source: unknown source "githb": did you mean "github"\?$/,
      /^25 routes\[0\]\.to\[0\]: unknown channel "termnal": did you mean "Terminal"\?$/,
      /^26 routes\[0\]\.when: the condition does not compile: an event has no field "typ"/,
      /^27 routes\[1\]\.name: the name "a" is taken by routes\[0\]$/,
      /^28 routes\[1\]\.to: must name at least one channel$/,
      /^29 routes\[1\]\.severity: unknown value "warn": did you mean "warning"\?$/,
      /^30 routes\[1\]\.message\.lnk: unknown key "lnk": did you mean "link"\?$/,
      /^31 routes\[2\]\.name: is missing$/,
      /^31 routes\[2\]\.to: must be a list, not text$/,
    ];
    expect(problems.filter((problem) => !expected.some((one) => one.test(problem)))).toEqual([]);
    expect(expected.filter((one) => !problems.some((problem) => one.test(problem)))).toEqual([]);
    const lines = problems.map((problem) => Number(problem.split(' ', 1)[0]));
    expect(lines.slice(1)).toEqual(lines.slice(1).toSorted((a, b) => a - b));
  });

  test.each<[string, string, RegExp]>([
    ['a list', '- a\n', /^1 : must be a mapping of keys to values, not a list$/],
    ['a text', 'hello', /^1 : must be a mapping of keys to values, not text$/],
    [
      'a section that is no mapping',
      'channels: [a]',
      /^1 channels: must be a mapping of names to entries, not a list$/,
    ],
    [
      'an entry without anything',
      'channels: { ops: }',
      /^1 channels\.ops: is empty: remove it or fill it in; it must be a mapping of keys to values$/,
    ],
    [
      'a key that is needed, without a value',
      'routes: [{ name: , to: [console] }]',
      /^1 routes\[0\]\.name: is empty: fill it in; it must be text$/,
    ],
    [
      'a choice that is not made',
      'sources: { g: { scheme: , secrets: [abcdef] } }',
      /^1 sources\.g\.scheme: is empty: fill it in; it must be one of github/,
    ],
    ['a syntax error', 'server:\n  public: {\n', /^\d : this is not YAML/],
    [
      'a reference without quotes in braces',
      'a: 1\nb: {x: ${X}}',
      /^2 : .*write "\$\{NAME\}" with the quotes$/,
    ],
    ['a tab', 'server:\n\tclock: trust', /^2 : this is not YAML: indent with spaces/],
    ['an alias to nothing', 'storage: *hunter2', /^1 : this is not YAML: a value that begins with \*/],
    ['a tag', 'storage: !hunter2 x', /^1 : this is not YAML: a value that begins with !/],
    ['a key that hides', '__proto__: { a: 1 }', /^1 __proto__: this is no name for a key$/],
    [
      'a template that does not compile',
      'routes:\n- name: a\n  to: [console]\n  message:\n    title: "{% if %}"',
      /^5 routes\[0\]\.message\.title: /,
    ],
    [
      'a condition over several lines',
      'routes:\n- name: a\n  to: [console]\n  when: |\n    event.type == "a" ||\n    evnt.x == 1',
      /^4 routes\[0\]\.when: .*\(line 2 of the condition\)$/,
    ],
    [
      "a chat's name for its id",
      'channels:\n  ops: { type: telegram, token: t-123456, chat: "@ops" }',
      /^2 channels\.ops\.chat: must be the chat's id, a whole number .*`npx pithead init` finds it/,
    ],
    [
      "a person's name for an id",
      'operators:\n  ada: { telegram: "@ada", role: viewer }',
      /^2 operators\.ada\.telegram: must be a Telegram user id, a number .*`npx pithead init` finds it/,
    ],
    ['a zone', 'timezone: Mars/Base', /^1 timezone: is no time zone/],
    [
      'an address with a query',
      'server:\n  publicUrl: https://x.example/?a',
      /^2 server\.publicUrl: must have no query/,
    ],
    [
      'an address of another kind',
      'server:\n  publicUrl: ftp://x.example',
      /^2 server\.publicUrl: must be an http or https/,
    ],
    [
      'a source of ours that is not there',
      'routes:\n- name: a\n  source: ledgr\n  to: [console]',
      /^3 .*did you mean "ledger"\?$/,
    ],
    [
      'a secret that is no key',
      'sources:\n  r: { scheme: standard-webhooks, secrets: ["hunter2-not-base64!"] }',
      /^2 sources\.r: .*secret/,
    ],
  ])('%s', (_what, yaml, expected) => {
    const problems = problemsOf(yaml);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('refuses a bomb of aliases quickly', () => {
    const levels = Array.from({ length: 20 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    expect(problemsOf(`l0: &l0 [x]\n${levels.join('\n')}\n`)).toEqual([
      expect.stringMatching(/aliases can't be followed/),
    ]);
  });
});
