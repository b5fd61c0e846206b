import { at } from './schema-problems.ts';

const HEAD = `# Configuration reference

Made from the schema by \`node scripts/generate-reference.ts\`; don't edit it by hand. What the keys are for, with an
example, stands in the README. Every text value may hold \`\${NAME}\` (the environment, or \`.env\` beside the file) and
\`\${file:PATH}\` (relative to the file); \`$\${\` stands for \`\${\`.
`;

/** The configuration's JSON Schema as a page of tables, one a section. */
export function configReference(schema: unknown): string {
  const sections = entriesOf(at(schema, ['properties'])).map(([name, shape]) => {
    const about = textAt(shape, 'description');
    return [
      `## \`${name}\``,
      '',
      ...(about === '' ? [] : [`${capital(about)}.`, '']),
      ...bodyOf(name, shape),
    ].join('\n');
  });
  return `${HEAD}\n${sections.join('\n\n')}\n`;
}

function bodyOf(name: string, shape: unknown): readonly string[] {
  const named = at(shape, ['additionalProperties']);
  const listed = at(shape, ['items']);
  if (typeof named === 'object') return tablesOf(`${name}.NAME`, named);
  if (listed !== undefined) return tablesOf(`${name}[]`, listed);
  if (at(shape, ['properties']) !== undefined) return tablesOf(name, shape);
  return [`${capital(typeOf(shape))}${defaultOf(shape)}.`];
}

/** One table; where a key such as `type` or `scheme` tells branches apart, one of what all share and one a branch. */
function tablesOf(prefix: string, shape: unknown): readonly string[] {
  const branches: unknown = at(shape, ['oneOf']) ?? at(shape, ['anyOf']);
  if (!Array.isArray(branches)) return table(prefix, shape);
  const shared = branches.length > 1 ? sharedKeys(branches) : [];
  const common = shared.length > 0 ? ['### every one', '', ...table(prefix, branches[0], shared), ''] : [];
  const own = branches.flatMap((branch: unknown, i) => {
    const entries = entriesOf(at(branch, ['properties']));
    const kind = entries.find(([, property]) => at(property, ['const']) !== undefined);
    const title = kind === undefined ? prefix : `${kind[0]}: ${sayValue(at(kind[1], ['const']))}`;
    const keys = entries.map(([key]) => key).filter((key) => !shared.includes(key));
    return [...(i === 0 ? [] : ['']), `### ${title}`, '', ...table(prefix, branch, keys)];
  });
  return [...common, ...own];
}

/** Keys that every branch has, with the same meaning. */
function sharedKeys(branches: readonly unknown[]): readonly string[] {
  const [first, ...others] = branches;
  return entriesOf(at(first, ['properties']))
    .filter(([key, property]) =>
      others.every((other) => JSON.stringify(at(other, ['properties', key])) === JSON.stringify(property)),
    )
    .map(([key]) => key);
}

/** Rows of the keys of a mapping, with all below them; `keys`: only these. `prefix`: what stands before them, or nothing. */
export function table(
  prefix: string,
  shape: unknown,
  keys: readonly string[] | null = null,
): readonly string[] {
  return ['| key | type | default | meaning |', '|---|---|---|---|', ...rows(prefix, shape, keys)];
}

function rows(prefix: string, shape: unknown, keys: readonly string[] | null = null): readonly string[] {
  const required = at(shape, ['required']);
  const shown = entriesOf(at(shape, ['properties'])).filter(([key]) => keys === null || keys.includes(key));
  return shown.flatMap(([key, property]) => {
    const needed = Array.isArray(required) && required.includes(key);
    const value = at(property, ['default']);
    const preset = needed ? 'required' : isPlain(value) ? `\`${JSON.stringify(value)}\`` : '';
    const path = prefix === '' ? key : `${prefix}.${key}`;
    const row = [`\`${path}\``, typeOf(property), preset, textAt(property, 'description')];
    const items = at(property, ['items']);
    const named = at(property, ['additionalProperties']);
    return [
      `| ${row.map(cell).join(' | ')} |`,
      ...rows(path, property),
      ...(items === undefined ? [] : rows(`${path}[]`, items)),
      ...rows(`${path}.NAME`, named),
    ];
  });
}

function typeOf(shape: unknown): string {
  const constant = at(shape, ['const']);
  if (constant !== undefined) return sayValue(constant);
  const choices = at(shape, ['enum']);
  if (Array.isArray(choices)) return choices.map((choice) => `\`${String(choice)}\``).join(' or ');
  const branches = at(shape, ['anyOf']) ?? at(shape, ['oneOf']);
  if (Array.isArray(branches)) return [...new Set(branches.map(typeOf))].join(' or ');
  const kinds = at(shape, ['type']);
  if (Array.isArray(kinds)) return kinds.map((type: unknown) => typeOf({ type })).join(' or ');
  const items = at(shape, ['items']);
  if (items !== undefined) return `list of ${typeOf(items)}`;
  return (
    { string: 'text', integer: 'number', object: 'mapping' }[textAt(shape, 'type')] ??
    (textAt(shape, 'type') || 'any')
  );
}

function defaultOf(shape: unknown): string {
  const value = at(shape, ['default']);
  return value === undefined ? '' : `; default ${sayValue(value)}`;
}

function sayValue(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function isPlain(value: unknown): boolean {
  return value !== undefined && (typeof value !== 'object' || Array.isArray(value));
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function textAt(value: unknown, key: string): string {
  const found = at(value, [key]);
  return typeof found === 'string' ? found : '';
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
