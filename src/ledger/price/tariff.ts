import type { Bucket, Part } from '../normalize/reading.ts';

/** What a call of a model costs, in pico-USD. */
export interface Tariff {
  /**
   * For a million tokens; `null`: not known. `inputTokens`: all that went in, which may decide the price of the whole
   * call.
   */
  perMillion(bucket: Bucket, kind: Part['kind'] | 'text', inputTokens: number): bigint | null;
  /** For a search of the web; `null`: not known. */
  readonly perSearch: bigint | null;
  readonly perRequest: bigint;
  /** False: output costs nothing, so nobody need count it. */
  readonly pricesOutput: boolean;
}
