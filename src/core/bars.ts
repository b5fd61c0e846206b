const LEVELS = ['▁', '▂', '▃', '▅', '▇'] as const;
const NOTHING = '·';
/** A week from now touches eight days. */
const SLOTS = 8;

/** How many spans one bar stands for, where so many are to fit into `slots` bars. */
export function spansPerBar(spans: number, slots = SLOTS): number {
  return Math.max(1, Math.ceil(spans / slots));
}

/**
 * Amounts of pico-USD over time as one line of at most `slots` characters, oldest first: `▁▂·▇`. The highest bar is the
 * greatest amount; `·` where nothing was spent. More amounts than slots are added up, the newest bar being whole.
 */
export function bars(amounts: readonly bigint[], slots = SLOTS): string {
  const sums = added(amounts, spansPerBar(amounts.length, slots));
  const most = sums.reduce((most, sum) => (sum > most ? sum : most), 0n);
  return sums.map((sum) => barOf(sum, most)).join('');
}

/** Sums of so many amounts each; the first may be of fewer. */
function added(amounts: readonly bigint[], each: number): readonly bigint[] {
  const sums = Array.from({ length: Math.ceil(amounts.length / each) }, () => 0n);
  amounts.forEach((amount, i) => {
    const slot = sums.length - 1 - Math.floor((amounts.length - 1 - i) / each);
    sums[slot] = (sums[slot] ?? 0n) + amount;
  });
  return sums;
}

function barOf(sum: bigint, most: bigint): string {
  if (sum <= 0n) return NOTHING;
  const level = Math.ceil((Number(sum) / Number(most)) * LEVELS.length) - 1;
  return LEVELS[Math.min(LEVELS.length - 1, Math.max(0, level))] ?? NOTHING;
}
