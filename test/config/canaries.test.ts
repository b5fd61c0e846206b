import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, type LoadedConfig } from '../../src/config.ts';
import { directoryWith } from './load.ts';

const PROVIDERS = `providers:
  ollama: { api: openai, baseUrl: http://127.0.0.1:11434/v1, free: true }
`;
const PONG = `---
provider: ollama
model: llama3.2:3b
schedule: "0 * * * *"
timeout: 30s
maxTokens: 64
to: [console]
assert:
  - { type: is-json }
  - { type: latency, threshold: 4000 }
  - { type: not-icontains, value: "as an ai" }
---
Answer with exactly {"reply":"pong"} and nothing else.
`;

/** Loads this configuration with these prompts beside it. */
function load(yaml: string, prompts: Readonly<Record<string, string>>): LoadedConfig {
  const dir = directoryWith({ 'pithead.yaml': yaml });
  mkdirSync(join(dir, 'prompts/canaries'), { recursive: true });
  for (const [name, text] of Object.entries(prompts)) {
    writeFileSync(join(dir, 'prompts/canaries', name), text);
  }
  return loadConfig({ cwd: dir, env: {} });
}

function canariesOf(yaml: string, prompts: Readonly<Record<string, string>>) {
  const loaded = load(yaml, prompts);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config.canaries;
}

/** `file:line path: message`, the folder left out. */
function problemsOf(yaml: string, prompts: Readonly<Record<string, string>>): readonly string[] {
  const loaded = load(yaml, prompts);
  if (loaded.ok) return [];
  return loaded.problems.map(({ file, line, path, message }) => {
    const name = file?.split('/').at(-1) ?? 'pithead.yaml';
    return `${name}:${line} ${path}: ${message}`;
  });
}

describe('a prompt file', () => {
  it('that names a provider runs by itself', () => {
    expect(canariesOf(PROVIDERS, { 'pong.md': PONG })).toMatchObject([
      {
        name: 'pong',
        provider: 'ollama',
        model: 'llama3.2:3b',
        schedule: '0 * * * *',
        timeoutMs: 30_000,
        maxTokens: 64,
        to: ['console'],
        severity: 'warning',
        prompt: 'Answer with exactly {"reply":"pong"} and nothing else.',
        assertions: [{ type: 'is-json' }, { type: 'latency' }, { type: 'not-icontains' }],
      },
    ]);
  });

  it('has the hash of exactly what is sent', () => {
    const [spec] = canariesOf(PROVIDERS, { 'pong.md': PONG });
    // printf 'Answer with exactly {"reply":"pong"} and nothing else.' | sha256sum
    expect(spec?.promptHash).toBe('ae5c26bc24ee6e9940fecb6a2960948af5e3d1859f68b707043f5f7148753dc7');
    const [same] = canariesOf(PROVIDERS, { 'pong.md': PONG.replace('30s', '20s').replaceAll('\n', '\r\n') });
    expect(same?.promptHash).toBe(spec?.promptHash);
    const [other] = canariesOf(PROVIDERS, { 'pong.md': PONG.replace('nothing', 'no word') });
    expect(other?.promptHash).not.toBe(spec?.promptHash);
  });

  it('that names none does not run', () => {
    expect(canariesOf(PROVIDERS, { 'pong.md': PONG.replace('provider: ollama\n', '') })).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['no front matter', { 'a.md': 'Say pong.' }, 'a.md:1 : has no front matter: a prompt file begins with'],
    ['one without an end', { 'a.md': '---\nmodel: x\n' }, 'a.md:1 : has a front matter that does not end'],
    ['no prompt', { 'a.md': '---\nmodel: x\n---\n\n' }, 'a.md:1 : has no prompt below its front matter'],
    ['no YAML', { 'a.md': '---\nmodel: x\n  a: b\n---\nSay pong.' }, 'a.md:'],
    [
      'an unknown key',
      { 'a.md': '---\nmodle: x\n---\nSay.' },
      'a.md:2 modle: unknown key "modle": did you mean "model"?',
    ],
    [
      'no cron',
      { 'a.md': '---\nschedule: hourly\n---\nSay.' },
      'a.md:2 schedule: must be a cron expression of five fields',
    ],
    [
      'an unknown provider',
      { 'a.md': PONG.replace('ollama', 'olama') },
      'a.md:2 provider: unknown provider "olama": did you mean "ollama"?',
    ],
    [
      'an unknown channel',
      { 'a.md': PONG.replace('[console]', '[consol]') },
      'a.md:7 to[0]: unknown channel "consol": did you mean "console"?',
    ],
    [
      'no model',
      { 'a.md': PONG.replace('model: llama3.2:3b\n', '') },
      'a.md:2 provider: needs a `model` as well',
    ],
    ['a name that is none', { 'Ä.md': PONG }, 'Ä.md:'],
    ['an unknown assertion', { 'a.md': PONG.replace('is-json', 'is-jsn') }, 'a.md:9 assert[0].type: '],
    [
      'a pattern that can’t be had',
      { 'a.md': PONG.replace('is-json', "regex, value: '(?=a)'") },
      'a.md:9 assert[0]',
    ],
  ])('with %s is told with its line', (_, prompts, problem) => {
    const problems = problemsOf(PROVIDERS, prompts);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.slice(0, problem.length)).toBe(problem);
  });

  it('is told beside what is wrong with the configuration', () => {
    const problems = problemsOf(`${PROVIDERS}timezone: Nowhere\n`, { 'a.md': 'x', 'b.md': 'y' });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['pithead.yaml', 'a.md', 'b.md']);
  });
});

describe('the folder of prompts', () => {
  it('names a broken file once, also where the configuration names it', () => {
    const yaml = `${PROVIDERS}canaries:\n  broken: { provider: ollama, model: x }\n`;
    const problems = problemsOf(yaml, { 'broken.md': 'no front matter' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^broken\.md:1 : has no front matter/);
  });

  it('tells of a name of the program’s own in the file that has it', () => {
    expect(problemsOf(PROVIDERS, { 'vitals.md': PONG })).toEqual([
      'vitals.md:2 : "vitals" is what the program calls a thing of its own: choose another name',
    ]);
  });

  it('must not hold more than 500', () => {
    const many = Object.fromEntries(
      Array.from({ length: 501 }, (_, i) => [`p${i}.md`, '---\n---\nSay pong.']),
    );
    expect(problemsOf(PROVIDERS, many)).toEqual([
      'canaries:null : has more than 500 prompts: move some elsewhere',
    ]);
  });

  it('that can’t be read is a problem, not a crash', () => {
    const dir = directoryWith({ 'pithead.yaml': PROVIDERS });
    mkdirSync(join(dir, 'prompts'));
    symlinkSync('canaries', join(dir, 'prompts/canaries'));
    expect(loadConfig({ cwd: dir, env: {} })).toMatchObject({
      ok: false,
      problems: [{ file: join(dir, 'prompts/canaries'), message: "can't be read (ELOOP)" }],
    });
  });
});

describe('`canaries`', () => {
  const plain = PONG.replace('provider: ollama\nmodel: llama3.2:3b\n', '');

  it('runs a file that names nobody, and says what the file does not or otherwise', () => {
    const yaml = `${PROVIDERS}canaries:
  pong: { provider: ollama, model: qwen3, timeout: 5s }
  pong-big: { prompt: pong, provider: ollama, model: qwen3-big, schedule: "30 * * * *" }
`;
    expect(canariesOf(yaml, { 'pong.md': plain })).toMatchObject([
      { name: 'pong', model: 'qwen3', timeoutMs: 5_000, maxTokens: 64 },
      { name: 'pong-big', model: 'qwen3-big', timeoutMs: 30_000, schedule: '30 * * * *' },
    ]);
  });

  it('finds the prompts that come with the program', () => {
    const yaml = `${PROVIDERS}canaries:\n  small-sum: { provider: ollama, model: qwen3 }\n`;
    expect(canariesOf(yaml, {})).toMatchObject([{ name: 'small-sum', model: 'qwen3' }]);
  });

  it('stops one that would run by itself', () => {
    const yaml = `${PROVIDERS}canaries:\n  pong: { enabled: false }\n`;
    expect(canariesOf(yaml, { 'pong.md': PONG })).toEqual([]);
  });

  it.each([
    [
      'an unknown prompt',
      'pongg: { provider: ollama, model: x }',
      'there is no prompts/canaries/pongg.md: did you mean "pong"?',
    ],
    ['nobody to ask', 'pong: { schedule: "0 * * * *" }', 'needs a provider and a model: here or in pong.md'],
    [
      'an unknown provider',
      'pong: { provider: openai, model: x }',
      'unknown provider "openai"; known: ollama',
    ],
    ['an unknown key', 'pong: { provider: ollama, model: x, tokens: 3 }', 'unknown key "tokens"'],
    [
      'a name of the program’s own',
      'database: { prompt: pong, provider: ollama, model: x }',
      '"database" is what the program calls a thing of its own',
    ],
  ])('tells of %s', (_, entry, message) => {
    const problems = problemsOf(`${PROVIDERS}canaries:\n  ${entry}\n`, { 'pong.md': plain });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^pithead\.yaml:4 /);
    expect(problems[0]).toContain(message);
  });
});

it.each(['127.0.0.1:11434', 'ollama.local', '', 'http://127.0.0.1:99999/v1', 'http://a:b@host/v1'])(
  'a provider’s address that is none is told with its line, beside all else: %j',
  (baseUrl) => {
    const yaml = `providers:\n  o: { api: openai, baseUrl: ${JSON.stringify(baseUrl)} }\ntimezone: Nowhere\n`;
    const problems = problemsOf(yaml, {});
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^pithead\.yaml:2 providers\.o\.baseUrl: must /);
  },
);

it('every prompt that comes with the program is right, and none runs before somebody is named', () => {
  const loaded = loadConfig({ cwd: process.cwd(), env: {} });
  expect(loaded).toMatchObject({ ok: true, config: { canaries: [] } });
});

it('a probe must not have the name of a source or a canary, nor say what can’t be', () => {
  const yaml = `${PROVIDERS}sources:
  door: { scheme: bearer, secrets: [abcdef] }
probes:
  door: { type: host }
  pong: { type: host }
  vitals: { type: host }
  way-in: { type: loopback, channel: console }
`;
  expect(problemsOf(yaml, { 'pong.md': PONG })).toEqual([
    'pithead.yaml:6 probes.door: the name "door" is a source\'s: choose another',
    'pithead.yaml:7 probes.pong: the name "pong" is a canary\'s: choose another',
    'pithead.yaml:8 probes.vitals: "vitals" is what the program calls a thing of its own: choose another name',
    'pithead.yaml:9 probes.way-in.channel: "console" is a console channel, whose messages can\'t be edited; name another one',
  ]);
});
