/** Words for what the list price is for: the usual tier, any region, and what a caller asks who takes whatever comes. */
const USUAL: ReadonlySet<string> = new Set([
  '',
  'standard',
  'default',
  'auto',
  'on_demand',
  'standard_only',
  'unspecified',
  'global',
  'not_available',
]);

/** Google writes `ON_DEMAND_FLEX` and `TRAFFIC_TYPE_UNSPECIFIED` for what it calls `flex` and nothing elsewhere. */
const PREFIX = /^(?:on_demand|service_tier|traffic_type)_/;

/** A tier's word in one spelling: `ON_DEMAND_FLEX` and `Flex` are `flex`. */
export function tierWord(said: string): string {
  return said.trim().toLowerCase().replaceAll('-', '_').replace(PREFIX, '');
}

/** True where the list price is for this, in the spelling of `tierWord`. */
export function isUsual(word: string): boolean {
  return USUAL.has(word);
}

/** What was said of a call that the list price is not for, each once: `batch`, `priority`, `us`. */
export function tierWords(...said: readonly (string | null)[]): readonly string[] {
  // Nearly always nothing special was said.
  const special = said.flatMap((each) => (each === null || isUsual(each) ? [] : [tierWord(each)]));
  return special.length === 0 ? [] : [...new Set(special)].filter((word) => !isUsual(word));
}
