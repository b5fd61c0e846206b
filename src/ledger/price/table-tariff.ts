import type { ModelPrice } from '@pydantic/genai-prices';
import type { Bucket, Part } from '../normalize/reading.ts';
import type { Tariff } from './tariff.ts';

/** The table's keys by what they are for, the first that a model has. Images and videos are tokens like others. */
const KEYS = {
  fresh: {
    text: ['input_mtok'],
    audio: ['input_audio_mtok'],
    image: ['input_image_mtok', 'input_mtok'],
    video: ['input_video_mtok', 'input_mtok'],
  },
  cacheRead: {
    text: ['cache_read_mtok', 'input_mtok'],
    audio: ['cache_audio_read_mtok', 'input_audio_mtok'],
    image: ['cache_image_read_mtok', 'cache_read_mtok', 'input_image_mtok', 'input_mtok'],
    video: ['cache_read_mtok', 'input_video_mtok', 'input_mtok'],
  },
  cacheWrite: { text: ['cache_write_mtok', 'input_mtok'], 'one-hour': ['cache_write_1h_mtok'] },
  visible: {
    text: ['output_mtok'],
    audio: ['output_audio_mtok'],
    image: ['output_image_mtok', 'output_mtok'],
    video: ['output_video_mtok', 'output_mtok'],
  },
  reasoning: { text: ['output_reasoning_mtok', 'output_mtok'] },
} as const satisfies Readonly<
  Record<Bucket, { readonly text: readonly string[] } & Partial<Record<Part['kind'], readonly string[]>>>
>;
type Keys = Readonly<Partial<Record<Part['kind'] | 'text', readonly string[]>>>;

/** The table's prices of a model. Audio and one-hour writes never take text's price: they cost a multiple of it. */
export function tableTariff(prices: ModelPrice): Tariff {
  return {
    perMillion(bucket, kind, inputTokens) {
      const keys: Keys = KEYS[bucket];
      const key = (keys[kind] ?? keys.text)?.find((each) => prices[each] !== undefined);
      const price = key === undefined ? undefined : prices[key];
      if (price === undefined) return null;
      if (typeof price === 'number') return picoEach(price, 1);
      const tier = price.tiers.filter(({ start }) => inputTokens > start).at(-1);
      return picoEach(tier?.price ?? price.base, 1);
    },
    perSearch: pieceRate(prices, 'web_searches_kcount'),
    perRequest: pieceRate(prices, 'requests_kcount') ?? 0n,
    pricesOutput: prices['output_mtok'] !== undefined,
  };
}

/** The sizes of input above which another tier begins, ascending. */
export function tierStarts(prices: ModelPrice): readonly number[] {
  const starts = Object.values(prices).flatMap((price) =>
    typeof price === 'object' ? price.tiers.map(({ start }) => start) : [],
  );
  return [...new Set(starts)].toSorted((a, b) => a - b);
}

/** Of what is priced by the thousand. */
function pieceRate(prices: ModelPrice, key: 'web_searches_kcount' | 'requests_kcount'): bigint | null {
  const price = prices[key];
  return typeof price === 'number' ? picoEach(price, 1000) : null;
}

/** The table's prices are floats of dollars, written with a few digits. */
function picoEach(dollars: number, pieces: number): bigint {
  return BigInt(Math.round((dollars * 1e12) / pieces));
}
