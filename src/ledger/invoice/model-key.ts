const RELEASE = /-(?:20\d{6}|20\d\d-\d\d-\d\d|latest|0)$/;

/**
 * What a bill's and the ledger's names of a model have in common: `Claude Haiku 4.5` and `claude-haiku-4-5-20251001`
 * are both `claude-haiku-4-5`. Only for holding one against the other: prices are told apart by release.
 */
export function modelKey(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return plain.replace(RELEASE, '');
}
