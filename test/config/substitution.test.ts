import { describe, expect, it, test } from 'vitest';
import type { Env } from './load.ts';
import { loadGood, problemsOf } from './load.ts';

describe('substitution', () => {
  test.each<[string, string]>([
    ['${A}', 'value-a'],
    ['x-${A}-${B}-y', 'x-value-a-true-y'],
    ['${NUMBER}', '0123'],
    ['$${A}', '${A}'],
    ['$$${A}', '$${A}'],
    ['$A', '$A'],
    ['${NESTED}', '${A}'],
    ['${file:token}', 'from file'],
  ])('%s becomes %s, always text', (written, expected) => {
    expect(
      secretOf(
        written,
        { A: 'value-a', B: 'true', NUMBER: '0123', NESTED: '${A}' },
        { token: 'from file\r\n\n' },
      ),
    ).toBe(expected);
  });

  test.each<[string, RegExp]>([
    [
      '${GH_NEW}',
      /^2 sources\.s\.secrets\[0\]: the secret \$\{GH_NEW\} is not set: set GH_NEW in the environment/,
    ],
    ['${EMPTY}', /the secret \$\{EMPTY\} is empty/],
    ['', /the secret is empty/],
    ['  ', /the secret is empty/],
    ['${file:nowhere}', /the secret \$\{file:nowhere\} can't be read \(ENOENT\)/],
    ['${file:blank}', /the secret \$\{file:blank\} is empty/],
    ['${file:big}', /larger than 65536 bytes/],
    ['${A-b}', /neither \$\{NAME\} nor \$\{file:PATH\}/],
    ['${A', /neither \$\{NAME\} nor \$\{file:PATH\}/],
  ])('%j at a secret is a problem', (written, expected) => {
    const problems = problemsOf(source(written), { EMPTY: ' ' }, { blank: '\n', big: 'x'.repeat(70_000) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  it('leaves keys alone and does not make an open door of an unset one elsewhere', () => {
    expect(problemsOf('"${A}": 1\n', { A: 'server' })).toEqual([
      expect.stringMatching(/unknown key "\$\{A\}"/),
    ]);
    expect(problemsOf('storage: "${DB}"\n')).toEqual([
      expect.stringMatching(/^1 storage: \$\{DB\} is not set/),
    ]);
  });

  it('reads .env into the configuration and not into the process; the real environment wins', () => {
    const files = { '.env': 'PITHEAD_TEST_A=from-dot-env\nPITHEAD_TEST_B=from-dot-env\n' };
    const before = { ...process.env };
    const env = { PITHEAD_TEST_B: 'from-the-shell' };
    expect(secretOf('${PITHEAD_TEST_A} ${PITHEAD_TEST_B}', env, files)).toBe('from-dot-env from-the-shell');
    expect(process.env).toEqual(before);
    expect(env).toEqual({ PITHEAD_TEST_B: 'from-the-shell' });
  });

  it('keeps what was put in out of every message', () => {
    const yaml = `sources:\n  s: { scheme: "\${WORD}", secrets: [x-secret] }\nroutes:\n- { name: a, source: "\${WORD}", to: ["\${WORD}"], when: "\${WORD}" }\n`;
    const problems = problemsOf(yaml, { WORD: 'hunter2hunter2' });
    expect(problems.length).toBeGreaterThan(3);
    expect(problems.join('\n')).not.toContain('hunter2');
  });
});

function source(secret: string): string {
  return `sources:\n  s: { scheme: github, secrets: [${JSON.stringify(secret)}] }\n`;
}

function secretOf(secret: string, env: Env, files: Readonly<Record<string, string>>): string | undefined {
  return loadGood(source(secret), env, files).config.sources.get('s')?.secrets[0]?.reveal();
}
