/** What a workflow (or a model of one) cost in each bar. Its name may be a stranger's words. */
export interface SpendSeries {
  readonly name: string;
  /** Pico-USD. */
  readonly amounts: readonly bigint[];
}

/** A picture of spend over time, in bars of a day or an hour. Times are epoch milliseconds, money is pico-USD. */
export interface SpendChart {
  /** May be a stranger's words, as may the subtitle. */
  readonly title: string;
  /** The total, and what is not in it. */
  readonly subtitle: string;
  /** The IANA zone in which times are shown. */
  readonly zone: string;
  readonly bars: 'day' | 'hour';
  /** When each bar begins, ascending. */
  readonly starts: readonly number[];
  /** Stacked from the bottom: seven at most, the last of which may be all others. Each as long as `starts`. */
  readonly series: readonly SpendSeries[];
  /** What may be spent in a bar; `null`: there is no such budget. */
  readonly budgetPico: bigint | null;
}
