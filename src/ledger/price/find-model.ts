import type { MatchLogic, ModelInfo, Provider } from '@pydantic/genai-prices';

/** Longer than any provider's; names come from strangers, and the table's rules hold patterns. */
export const LONGEST_NAME = 200;

/** Google's API takes and returns names of resources, whose last part is the model. */
const RESOURCE_NAMES: Readonly<Record<string, RegExp>> = {
  google: /^(?:models|publishers\/[a-z]+\/models)\//,
};

/** What may stand behind a name without making it another model's: a date, a release number, `latest`. */
const VERSION = new RegExp(
  '[-@](?:' +
    [
      '20\\d\\d-?\\d\\d-?\\d\\d',
      '\\d\\d-20\\d\\d',
      '\\d\\d-\\d\\d',
      '\\d{6}',
      '\\d{4}',
      '00\\d',
      'latest',
    ].join('|') +
    ')$',
);
/** Bedrock's own version, behind the date. */
const BEDROCK_VERSION = /-v\d+(?::\d+)?$/;

/**
 * The table's entry for a model: its exact name or a declared other one, the entry's own included, else an entry whose rule takes the name and
 * that calls it the same but for a version at the end. `null`: unknown. A rule alone is not enough: they are made for
 * finding anything, and one takes `claude-3-opus-new` for `claude-3-opus`.
 */
export function findModel(sellers: readonly Provider[], model: string): ModelInfo | null {
  const [provider] = sellers;
  if (provider === undefined) return null;
  const name = model
    .trim()
    .toLowerCase()
    .replace(RESOURCE_NAMES[provider.id] ?? '', '');
  for (const { models } of sellers) {
    const found =
      models.find(({ match }) => isExact(match, name)) ??
      models.find(({ id, match }) => id.toLowerCase() === name && takes(match, name)) ??
      models.find(({ match }) => isVersionOf(match, name));
    if (found !== undefined) return found;
  }
  return null;
}

function isExact(rule: MatchLogic, name: string): boolean {
  if ('or' in rule) return rule.or.some((each) => isExact(each, name));
  return 'equals' in rule && rule.equals.toLowerCase() === name;
}

/** A model's name without a date or a release number at its end. */
export function withoutVersion(name: string): string {
  return name.replace(BEDROCK_VERSION, '').replace(VERSION, '');
}

function isVersionOf(rule: MatchLogic, name: string): boolean {
  const bare = withoutVersion(name);
  // What a rule begins with may reach into the date: `claude-sonnet-4-2025`.
  const isSame = (known: string) => name.startsWith(known) && known.startsWith(bare);
  return takes(rule, name) && namesIn(rule).some((known) => isSame(known.toLowerCase()));
}

/** Whether the table's rule takes the name, as the table means it. */
function takes(rule: MatchLogic, name: string): boolean {
  if ('or' in rule) return rule.or.some((each) => takes(each, name));
  if ('and' in rule) return rule.and.every((each) => takes(each, name));
  if ('equals' in rule) return name === rule.equals.toLowerCase();
  if ('starts_with' in rule) return name.startsWith(rule.starts_with.toLowerCase());
  if ('ends_with' in rule) return name.endsWith(rule.ends_with.toLowerCase());
  if ('contains' in rule) return name.includes(rule.contains.toLowerCase());
  return new RegExp(rule.regex).test(name);
}

function namesIn(rule: MatchLogic): readonly string[] {
  if ('or' in rule) return rule.or.flatMap(namesIn);
  if ('and' in rule) return rule.and.flatMap(namesIn);
  if ('equals' in rule) return [rule.equals];
  if ('starts_with' in rule) return [rule.starts_with];
  if ('ends_with' in rule) return [rule.ends_with];
  return 'contains' in rule ? [rule.contains] : [];
}
