import { z } from 'zod';
import { frontMatterSchema } from '../probes/canary/schema.ts';
import { table } from './reference.ts';
import { at } from './schema-problems.ts';

const HEAD = `# Prompt files

Made from the schema by \`node scripts/generate-reference.ts\`; don't edit it by hand.

A canary is a file \`prompts/canaries/NAME.md\`: a line \`---\`, YAML, a line \`---\`, then the prompt, which is sent exactly as it stands there but
for the line break at its end. It runs where it names a provider, or where \`canaries:\` in \`pithead.yaml\` names it; what stands there goes
before what stands here. A provider and a model are all that it needs; without \`assert\` it says no more than that somebody answered, in time.

    ---
    provider: ollama
    model: llama3.2:3b
    assert:
      - { type: is-json }
      - { type: x-latency-baseline }
    ---
    Answer with exactly {"reply":"pong"} and nothing else.
`;

const ASSERTIONS = `## \`assert\`

A list of what must be true of the answer. Names and meanings are promptfoo's, \`x-\` marks ours. Each of promptfoo's has its opposite:
\`not-contains\`. Patterns are RE2's, without look-around and back-references, and can't hang the program. All assertions together take bounded time: what is too long or too tangled to be
judged in it fails, and says so.
`;

/** The front matter as a page of tables: its keys, then each assertion. */
export function promptReference(): string {
  const schema: unknown = z.toJSONSchema(frontMatterSchema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  });
  const assertions: unknown = at(schema, ['properties', 'assert', 'items', 'oneOf']);
  const branches: readonly unknown[] = Array.isArray(assertions) ? assertions : [];
  const sections = branches.flatMap((branch) => {
    const type = at(branch, ['properties', 'type', 'const']);
    if (typeof type !== 'string' || type.startsWith('not-')) return [];
    const about = at(branch, ['properties', 'type', 'description']);
    const keys = Object.keys(at(branch, ['properties']) ?? {}).filter((key) => key !== 'type');
    const what = typeof about === 'string' ? `\n${about.charAt(0).toUpperCase()}${about.slice(1)}.\n` : '';
    return [
      [`### \`${type}\`\n${what}`, ...(keys.length === 0 ? [] : [...table('', branch, keys), ''])].join('\n'),
    ];
  });
  const keys = Object.keys(at(schema, ['properties']) ?? {});
  return (
    [HEAD, '## Keys\n', ...table('', schema, keys), '', ASSERTIONS, ...sections].join('\n').trimEnd() + '\n'
  );
}
