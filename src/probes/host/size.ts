const UNITS = { MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

/** Bytes of `512MiB`, `2GiB`, `1TiB`; `null`: the text is no such size. */
export function parseSize(text: string): number | null {
  const [, count, unit] = /^(\d{1,6}) ?(MiB|GiB|TiB)$/.exec(text) ?? [];
  if (unit !== 'MiB' && unit !== 'GiB' && unit !== 'TiB') return null;
  return Number(count) * UNITS[unit];
}

/** A size as a person says it: `512 MiB`, `3.2 GiB`. */
export function sayBytes(bytes: number): string {
  if (bytes >= UNITS.TiB) return `${(bytes / UNITS.TiB).toFixed(1)} TiB`;
  if (bytes >= UNITS.GiB) return `${(bytes / UNITS.GiB).toFixed(1)} GiB`;
  return bytes >= UNITS.MiB || bytes === 0
    ? `${Math.round(bytes / UNITS.MiB)} MiB`
    : `${Math.ceil(bytes / 1_024)} KiB`;
}
